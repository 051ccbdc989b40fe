using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresGrainStateTests() : GrainStatePromises("Npgsql")
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

    protected override ValueTask Clean() => _database.DisposeAsync();
}
