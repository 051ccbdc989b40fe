using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresGrainStateTests() : GrainStateContractTests("Npgsql", typeof(NpgsqlDataSource))
{
    private PostgresDatabase _database = null!;

    protected override async ValueTask<(string Key, string Value)> Setting()
    {
        _database = await PostgresDatabase.CreateAsync();
        return ("ConnectionStrings:Users", _database.ConnectionString);
    }

    [Fact]
    public async Task The_silo_is_a_member_of_the_cluster_in_the_database()
    {
        await using var connections = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var members = connections.CreateCommand("select count(*) from OrleansMembershipTable where Status = 3");

        Assert.Equal(1L, await members.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Reads_and_writes_of_many_grains_go_through_the_index()
    {
        var table = Services.GetRequiredService<IGrainStateTable>();
        var service = Services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId;
        await using var connections = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var fill = connections.CreateCommand("""
            insert into orleansstorage
                (graintypestring, grainidextensionstring, grainidn0, grainidn1, serviceid, payloadbinary, modifiedon, version)
            select 'example', 'old ' || n, 0, 0, $1, '{}', now(), 1 from generate_series(1, 50000) as n
            """);
        fill.Parameters.Add(new NpgsqlParameter<string> { TypedValue = service });
        await fill.ExecuteNonQueryAsync();
        await using var scanned = connections.CreateCommand(
            "select seq_tup_read from pg_stat_user_tables where relname = 'orleansstorage'");
        await using var flush = connections.CreateCommand("select pg_stat_force_next_flush()");

        for (var i = 1; i <= 20; i++)
        {
            var old = Rows("old", version: i + 1);
            Assert.All(await table.Write(old), Assert.True);
            Assert.All(await table.Write(Rows($"new {i}", version: 1)), Assert.True);
            Assert.All(await table.Write(Rows($"nobody {i}", version: 2)), Assert.False);
            Assert.All(await table.Read([.. old.Select(row => row.Key)]), row => Assert.Equal(i + 1, row!.Version));
        }
        await flush.ExecuteNonQueryAsync();

        Assert.Equal(0L, await scanned.ExecuteScalarAsync());
    }

    protected override ValueTask Clean() => _database.DisposeAsync();

    private static GrainStateRow[] Rows(string name, int version)
    {
        var keys = Enumerable.Range(1, 400).Select(n => new GrainStateKey("example", $"{name} {n}"));
        return [.. keys.Select(key => new GrainStateRow(key, version, "{}"u8.ToArray()))];
    }
}
