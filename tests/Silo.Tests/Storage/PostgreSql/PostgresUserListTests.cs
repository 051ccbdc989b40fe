using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansUsers.Grains;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresUserListTests : UserListContractTests
{
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;
    private IUserTable _table = null!;
    private MemberKey _member = null!;

    private protected override IUserTable Table => _table;

    private protected override IUserList List => new PostgresUserList(_connections);

    [Fact]
    public async Task An_update_of_a_user_changes_no_index()
    {
        // The server counts for each connection, and then adds it up.
        var settings = PostgresSettings.Read(_database.ConnectionString);
        settings.MaxPoolSize = 1;
        await using var single = NpgsqlDataSource.Create(settings);
        var table = NewTable(single);
        for (var revision = 1; revision <= 4; revision++)
            await table.Write([Row("user_1", revision)]);
        await using var flush = single.CreateCommand("select pg_stat_force_next_flush()");
        await flush.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var updates = single.CreateCommand(
            "select array[n_tup_upd, n_tup_hot_upd] from pg_stat_user_tables where relname = 'users'");
        long[] expected = [3, 3];
        Assert.Equal(expected, await updates.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    public override async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = PostgresPools.Create(PostgresSettings.Read(_database.ConnectionString)).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
        _member = await ListedProcess.Add(_connections);
        _table = NewTable(_connections);
    }

    public override async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }

    private PostgresUserTable NewTable(NpgsqlDataSource database) => new(
        database,
        new Fence(_member, new MembershipLease(TimeProvider.System)),
        new TakeOver(_member, TimeProvider.System),
        new OwnEntries());
}
