using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// What our own server costs as its users grow in number: start, memory, users that are read for the first time, and the workloads at each
/// size.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Active = 100_000;
    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    public static async Task Run(Options options)
    {
        await using var requests = await RequestMaker.Start();
        using var load = new LoadGenerator();
        Console.WriteLine(
            "| users stored | start s | W1/s | W2/s | R1/s | first reads/s | KB for an active user |\n"
            + "|---|---|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
            await using (var maker = await Contestant.StartUs(requests, database))
            {
                var users = await requests.Create(0, RequestMaker.Users);
                await load.Play(maker.Addresses, users, options.Connections, TimeSpan.FromMinutes(1));
            }
            await Fill(database, size);

            var start = Stopwatch.StartNew();
            await using var server = await Contestant.StartUs(requests, database);
            var started = start.Elapsed;
            var rates = new List<string>();
            foreach (var workload in Workload.All.Take(3))
            {
                // The first time is to warm up.
                for (var round = 0; round < 2; round++)
                {
                    var played = await workload.For(requests, options.Time);
                    var turn = await Turn.Take(server, workload, round, load, played, options.Connections, options.Time);
                    if (round == 1)
                        rates.Add(turn.Load.Rps.ToString("N0", CultureInfo.InvariantCulture));
                }
            }
            var (perSecond, kilobytes) = size >= Active + RequestMaker.Users ? await Cold(server, requests, load, options) : ("", "");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size:N0} | {started.TotalSeconds:0.0} | {string.Join(" | ", rates)} | {perSecond} | {kilobytes} |"));
        }
    }

    private static async Task<(string PerSecond, string Kilobytes)> Cold(
        Contestant server, RequestMaker requests, LoadGenerator load, Options options)
    {
        var before = Resident(server);
        var reads = await requests.Profiles(RequestMaker.Users, Active);
        var cold = await load.Play(server.Addresses, reads, options.Connections, TimeSpan.FromMinutes(5));
        var grown = (Resident(server) - before) / (double)Active;
        return (cold.Rps.ToString("N0", CultureInfo.InvariantCulture), (grown / 1024).ToString("0.0", CultureInfo.InvariantCulture));
    }

    private static long Resident(Contestant server)
    {
        using var process = Process.GetProcessById(server.Processes[0]);
        return process.WorkingSet64;
    }

    /// <summary>Stores as many users more as are missing, each as the server has stored the first one.</summary>
    private static async Task Fill(UsersDatabase database, int size)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.Postgres!.ConnectionString) { CommandTimeout = 600 };
        await using var source = NpgsqlDataSource.Create(connection);
        foreach (var sql in new[]
        {
            $"""
            insert into users (external_id, name, email, username, token_identifiers, created_at, updated_at, deleted_at,
                version, revision, state)
            select id, name, email, username, array[replace(token_identifiers[1], external_id, id)], created_at, updated_at, null,
                1, 1, replace(state::text, external_id, id)::json
            from (select * from users order by external_id limit 1) as first, (
                select 'user_2bEnCh' || lpad(n::text, 21, '0') as id from generate_series({RequestMaker.Users}, {size - 1}) as n) as new
            """,
            "insert into token_identifiers select unnest(token_identifiers), external_id from users on conflict do nothing",
            "vacuum analyze",
        })
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
