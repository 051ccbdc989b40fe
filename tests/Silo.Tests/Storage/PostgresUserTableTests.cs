using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresUserTableTests : UserTablePromises
{
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;
    private PostgresUserTable _table = null!;

    private protected override IUserTable Table => _table;

    private protected override DbDataSource Database => _connections;

    public override async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = NpgsqlDataSource.Create(PostgresSettings.Read(_database.ConnectionString));
        _table = new PostgresUserTable(_connections);
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
    }

    [Fact]
    public async Task A_row_the_database_cannot_hold_fails_alone()
    {
        await using var writes = new GroupCommit<UserRow, RowOutcome>(row => row.ExternalId, _table.Write, _table.IsRowFault);
        var good = Enumerable.Range(0, 20).Select(n => writes.Send(Row($"good_{n}", 1))).ToArray();
        var bad = writes.Send(Row("bad", 1) with { Name = "\0" });
        var more = Enumerable.Range(20, 20).Select(n => writes.Send(Row($"good_{n}", 1))).ToArray();

        await Assert.ThrowsAsync<PostgresException>(() => bad);
        Assert.All(await Task.WhenAll([.. good, .. more]), outcome => Assert.True(outcome.IsWritten));
    }

    [Fact]
    public async Task Processes_that_start_together_make_the_schema_once()
    {
        await using var empty = await PostgresDatabase.CreateAsync();
        await using var connections = NpgsqlDataSource.Create(PostgresSettings.Read(empty.ConnectionString));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(new PostgresStore(connections, NullLogger<PostgresStore>.Instance).Prepare)));

        await using var count = connections.CreateCommand("select count(*) = count(distinct scriptname) from schemaversions");
        Assert.Equal(true, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_read_of_many_users_goes_through_the_index()
    {
        await using var fill = _connections.CreateCommand("""
            insert into users (external_id, token_identifiers, version, revision, state) select 'u' || n, '{}', 1, 1, '{}' from generate_series(1, 50000) as n
            """);
        await fill.ExecuteNonQueryAsync();
        await using var scanned = _connections.CreateCommand("select seq_tup_read from pg_stat_user_tables where relname = 'users'");
        await using var flush = _connections.CreateCommand("select pg_stat_force_next_flush()");

        for (var i = 0; i < 20; i++)
            await _table.Read([.. Enumerable.Range(1, 400).Select(n => $"u{n}")]);
        await flush.ExecuteNonQueryAsync();

        Assert.Equal(0L, await scanned.ExecuteScalarAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }
}
