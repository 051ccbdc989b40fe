using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OrleansUsers.Grains;
using OrleansUsers.Harness;
using OrleansUsers.Silo;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// What the fence and the journal cost, each by itself: batches of updates with and without them, one after the other on one connection.
/// Each way has a database of its own on the same server, and they take turns. Commits do not wait for the disk, which would hide the rest.
/// </summary>
internal static class WriteCostBenchmark
{
    private const int Rounds = 11;
    private const int Batches = 200;

    // It uses the parameters of the fence.
    private const string Always = "$1::text is not null and $2::text is not null and $3::integer is not null and $4::integer is not null";

    public static async Task Run()
    {
        foreach (var size in new[] { 1, 4, 10, 30 })
        {
            var ways = new List<WriteWay>();
            foreach (var (hasFence, hasJournal) in new[] { (false, false), (true, false), (false, true), (true, true) })
                ways.Add(await WriteWay.Start(size, hasFence, hasJournal));

            var times = ways.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round <= Rounds; round++)
            {
                foreach (var (n, way) in ways.Index())
                {
                    var time = await Time(way);
                    if (round > 0)
                        times[n].Add(time / size);
                }
            }
            Console.WriteLine($"batches of {size}, µs for a row, {Rounds} rounds of {Batches} batches after one to warm up");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"neither {Spread.Of(times[0]).Show("F2")}; more with the fence {More(1)}, the journal {More(2)}, both {More(3)}"));
            foreach (var way in ways)
                await way.DisposeAsync();

            string More(int way) => Spread.Of(times[way].Zip(times[0], (with, without) => with - without)).Show("F2");
        }
    }

    private static async Task<double> Time(WriteWay way)
    {
        var clock = Stopwatch.StartNew();
        for (var n = 0; n < Batches; n++)
            await way.Write();
        return clock.Elapsed.TotalMicroseconds / Batches;
    }

    /// <summary>A table that is written with or without the fence, and with or without the journal.</summary>
    private sealed class WriteWay(PostgresDatabase database, NpgsqlDataSource connections, Fence fence, string sql, int size)
        : IAsyncDisposable
    {
        private StoredUser[] _users = [.. Enumerable.Range(0, size).Select(n => StoredUser.None($"user_2bEnCh{n:D21}"))];
        private long _time = 1_760_000_000_000;

        public static async Task<WriteWay> Start(int size, bool hasFence, bool hasJournal)
        {
            var database = await PostgresDatabase.CreateAsync();
            var settings = PostgresSettings.Read(database.ConnectionString);
            settings.Options = "-c synchronous_commit=off";
            var connections = PostgresPools.Create(settings).Store;
            await new PostgresStore(connections, Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresStore>.Instance).Prepare();
            var member = new MemberKey("users", "127.0.0.1", 1, 1);
            await using var listing = connections.CreateCommand("""
                with version as (insert into OrleansMembershipVersionTable (DeploymentId) values ($1))
                insert into OrleansMembershipTable
                       (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, StartTime, IAmAliveTime)
                values ($1, $2, $3, $4, '', '', 3, now(), now())
                """);
            member.AddTo(listing);
            await listing.ExecuteNonQueryAsync();
            var sql = hasFence ? PostgresUserSql.Write : PostgresUserSql.Write.Replace(Fence.IsMember, Always, StringComparison.Ordinal);
            if (!hasJournal)
            {
                sql = sql.Replace($", {PostgresUserSql.Journal}", "", StringComparison.Ordinal)
                    .Replace("(select id from journal)", "0::bigint", StringComparison.Ordinal)
                    .Replace("(select at from journal)", "now()", StringComparison.Ordinal);
                await using var drop = connections.CreateCommand(
                    "drop trigger journal_inserts on users; drop trigger journal_updates on users; drop trigger journal_deletes on users");
                await drop.ExecuteNonQueryAsync();
            }
            return new WriteWay(database, connections, new Fence(member, new MembershipLease(TimeProvider.System)), sql, size);
        }

        public async Task Write()
        {
            _time++;
            _users = Array.ConvertAll(_users, user => user.Next(UserState.Of(Snapshot(user.ExternalId))));
            await using var command = connections.CreateCommand(sql);
            fence.AddTo(command);
            PostgresUserTable.AddColumns(
                command, Array.ConvertAll(_users, user => new UserRow(user, UserStateJson.Write(user.State), ChangesTokens: false)));
            await using var reader = await command.ExecuteReaderAsync();
            var written = 0;
            while (await reader.ReadAsync())
                written++;
            if (written != size)
                throw new InvalidOperationException($"{written} of {size} rows were written.");
        }

        public async ValueTask DisposeAsync()
        {
            await connections.DisposeAsync();
            await database.DisposeAsync();
        }

        private UserSnapshot Snapshot(string id)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(_time);
            return new UserSnapshot
            {
                Provider = "clerk",
                TokenIdentifier = $"https://clerk.example.test|{id}",
                CreatedAt = at,
                UpdatedAt = at,
                SentAt = at,
                FirstName = "Ada",
                LastName = $"Lovelace {_time}",
                Email = $"{id}@example.test",
            };
        }
    }
}
