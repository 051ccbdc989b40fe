using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using OrleansUsers.Grains;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

/// <summary>A process that the cluster has declared dead writes nothing any more.</summary>
public sealed class FenceTests : IAsyncLifetime
{
    private const int Stopping = 5;
    private const int Dead = 6;

    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;
    private readonly MembershipLease _lease = new(TimeProvider.System);
    private MemberKey _member = null!;
    private PostgresUserTable _users = null!;
    private PostgresGrainStateTable _grains = null!;

    [Fact]
    public async Task A_process_that_was_declared_dead_writes_nothing()
    {
        await _users.Write([UserTableContractTests.Row("user_1", 1), UserTableContractTests.Claiming("user_2", 1, "a")]);
        await _grains.Write([State(1)]);
        await ListedProcess.SetStatus(_connections, _member, Dead);

        await IsRefused(() => _users.Write([UserTableContractTests.Row("user_1", 2)]));
        await IsRefused(() => _users.Write([UserTableContractTests.Claiming("user_3", 1, "b")]));
        await IsRefused(() => _users.Write([UserTableContractTests.Claiming("user_2", 2, "c")]));
        await IsRefused(() => _grains.Write([State(2)]));
        await IsRefused(() => _grains.Write([State(1) with { Key = new GrainStateKey("example", "other") }]));
        await IsRefused(() => _users.TryWrite(TestContext.Current.CancellationToken));
        Assert.Equal([1, 1, null], (await _users.Read(["user_1", "user_2", "user_3"])).Select(row => row?.Revision));
        Assert.Equal(["user_2", null, null], await _users.ReadHolders(["a", "b", "c"]));
        Assert.Equal(1, (await _grains.Read([State(1).Key]))[0]!.Version);
    }

    [Fact]
    public async Task A_process_that_no_row_lists_writes_nothing()
    {
        var users = Table(_connections, _member with { Generation = -1 });
        await IsRefused(() => users.Write([UserTableContractTests.Row("user_1", 1)]));
    }

    [Fact]
    public async Task A_process_that_stops_writes_to_the_end()
    {
        await ListedProcess.SetStatus(_connections, _member, Stopping);
        Assert.Equal([WriteResult.Written], await _users.Write([UserTableContractTests.Row("user_1", 1)]));
        Assert.Equal([true], await _grains.Write([State(1)]));
    }

    [Fact]
    public async Task Whoever_declares_a_process_dead_waits_for_its_batch()
    {
        await using var rival = await InsertAsync("user_1");
        var write = _users.Write([UserTableContractTests.Row("user_1", 1), UserTableContractTests.Row("user_2", 1)]);
        await WaitForLocks(1);
        var death = ListedProcess.SetStatus(_connections, _member, Dead);
        await WaitForLocks(2);
        Assert.False(death.IsCompleted);

        await rival.RollbackAsync();
        Assert.All(await write, result => Assert.Equal(WriteResult.Written, result));
        await death;
        await IsRefused(() => _users.Write([UserTableContractTests.Row("user_1", 2)]));
    }

    [Fact]
    public async Task Heartbeats_go_on_while_a_batch_waits()
    {
        await using var rival = await InsertAsync("user_1");
        var write = _users.Write([UserTableContractTests.Row("user_1", 1)]);
        await WaitForLocks(1);
        for (var n = 0; n < 20; n++)
            await BeatAsync();
        Assert.False(write.IsCompleted);
        await rival.RollbackAsync();
        Assert.Equal([WriteResult.Written], await write);
    }

    [Fact]
    public async Task A_batch_that_waits_for_a_lock_lets_its_process_be_declared_dead_after_four_seconds_also_when_nobody_cancels_it()
    {
        // A process that is frozen does not cancel its statement.
        var settings = PostgresSettings.Read(_database.ConnectionString);
        settings.CommandTimeout = 0;
        await using var frozen = NpgsqlDataSource.Create(settings);
        await using var rival = await InsertAsync("user_1");
        var write = Table(frozen, _member).Write([UserTableContractTests.Row("user_1", 1)]);
        await WaitForLocks(1);

        var since = Stopwatch.GetTimestamp();
        await using (var patient = NpgsqlDataSource.Create(settings))
            await ListedProcess.SetStatus(patient, _member, Dead);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(6));
        var fault = await Assert.ThrowsAsync<PostgresException>(() => write);
        Assert.Equal(PostgresErrorCodes.LockNotAvailable, fault.SqlState);
        await rival.RollbackAsync();
        Assert.Null((await _users.Read(["user_1"]))[0]);
    }

    [Fact]
    public async Task The_time_limit_for_locks_ends_with_the_batch()
    {
        var settings = PostgresSettings.Read(_database.ConnectionString);
        settings.MaxPoolSize = 1;
        await using var single = NpgsqlDataSource.Create(settings);
        await Table(single, _member).Write([UserTableContractTests.Row("user_1", 1)]);
        await using var limit = single.CreateCommand("show lock_timeout");
        Assert.Equal("0", await limit.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = PostgresPools.Create(PostgresSettings.Read(_database.ConnectionString + ";Maximum Pool Size=10")).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
        _member = await ListedProcess.Add(_connections);
        _lease.Prolong(TimeProvider.System.GetTimestamp());
        _users = Table(_connections, _member);
        _grains = new PostgresGrainStateTable(
            _connections,
            Options.Create(new ClusterOptions { ServiceId = "users" }),
            new Fence(_member, _lease),
            new TakeOver(_member, TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }

    private PostgresUserTable Table(NpgsqlDataSource database, MemberKey member) =>
        new(database, new Fence(member, _lease), new TakeOver(member, TimeProvider.System), new OwnEntries());

    private async Task IsRefused(Func<Task> write)
    {
        await Assert.ThrowsAsync<MembershipLeaseException>(write);
        Assert.False(_lease.IsValid);
    }

    private static GrainStateRow State(int version) => new(new GrainStateKey("example", "one"), version, "{}"u8.ToArray());

    /// <summary>Inserts the user in a transaction that stays open.</summary>
    private async Task<Transaction> InsertAsync(string id)
    {
        var connection = await _connections.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(
            $"insert into users (external_id, token_identifiers, version, revision, state) values ('{id}', '{{}}', 1, 1, '{{}}')",
            connection);
        await insert.ExecuteNonQueryAsync();
        return new Transaction(connection, transaction);
    }

    private async Task BeatAsync()
    {
        await using var beat = _connections.CreateCommand(MembershipSql.Beat);
        beat.CommandTimeout = 2;
        _member.AddTo(beat);
        await beat.ExecuteNonQueryAsync();
    }

    private async Task WaitForLocks(long count)
    {
        await using var waiting = _connections.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        while ((long)(await waiting.ExecuteScalarAsync())! < count)
        {
        }
    }

    private sealed class Transaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public Task RollbackAsync() => transaction.RollbackAsync();

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
