using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansUsers.Grains;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed class PostgresUserTableTests : UserTableContractTests
{
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;
    private PostgresUserTable _table = null!;
    private MemberKey _member = null!;

    private protected override IUserTable Table => _table;

    private protected override DbDataSource Database => _connections;

    [Fact]
    public async Task Two_processes_that_claim_the_same_token_identifiers_end_with_one_holder_each()
    {
        var tokens = Enumerable.Range(0, 50).Select(n => $"token {n:D2}").ToArray();
        var other = NewTable(_connections);
        var one = new Batcher<UserRow, WriteResult>(row => row.Stored.ExternalId, _table.Write, _table.IsRowFault);
        var two = new Batcher<UserRow, WriteResult>(row => row.Stored.ExternalId, other.Write, other.IsRowFault);
        var writes = tokens.SelectMany((token, n) => new[]
        {
            one.Send(Claiming($"one {n:D2}", 1, token)), two.Send(Claiming($"two {49 - n:D2}", 1, token)),
        });
        var outcomes = await Task.WhenAll(writes);

        Assert.All(outcomes.Chunk(2), pair => Assert.Single(pair, result => result.Outcome == WriteOutcome.Written));
        Assert.All(await Table.ReadHolders(tokens), Assert.NotNull);
    }

    [Fact]
    public async Task Users_of_an_older_schema_hold_their_token_identifiers_after_the_upgrade()
    {
        await using var old = await PostgresDatabase.CreateAsync();
        await using var connections = PostgresPools.Create(PostgresSettings.Read(old.ConnectionString)).Store;
        var store = new PostgresStore(connections, NullLogger<PostgresStore>.Instance);
        await store.Prepare();
        await using var back = connections.CreateCommand("""
            drop table token_identifiers;
            delete from schemaversions where scriptname like '%token-identifiers%';
            insert into users (external_id, token_identifiers, version, revision, state)
            values ('user_1', '{https://clerk.test|user_1}', 1, 1, '{}'), ('gone', '{}', 1, 1, '{}')
            """);
        await back.ExecuteNonQueryAsync();
        await store.Prepare();

        Assert.Equal(["user_1"], await NewTable(connections).ReadHolders(["https://clerk.test|user_1"]));
    }

    public override async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _connections = PostgresPools.Create(PostgresSettings.Read(_database.ConnectionString)).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
        _member = await ListedProcess.Add(_connections);
        _table = NewTable(_connections);
    }

    [Fact]
    public async Task A_row_the_database_cannot_hold_fails_alone()
    {
        var writes = new Batcher<UserRow, WriteResult>(row => row.Stored.ExternalId, _table.Write, _table.IsRowFault);
        var good = Enumerable.Range(0, 20).Select(n => writes.Send(Row($"good_{n}", 1))).ToArray();
        var bad = writes.Send(Row("bad", 1, firstName: "A\0"));
        var more = Enumerable.Range(20, 20).Select(n => writes.Send(Row($"good_{n}", 1))).ToArray();

        await Assert.ThrowsAsync<PostgresException>(() => bad);
        Assert.All(await Task.WhenAll([.. good, .. more]), result => Assert.Equal(WriteResult.Written, result));
    }

    [Fact]
    public async Task Processes_that_start_together_make_the_schema_once()
    {
        await using var empty = await PostgresDatabase.CreateAsync();
        // Each process has a pool of its own.
        var settings = PostgresSettings.Read(empty.ConnectionString);
        var processes = Enumerable.Range(0, 3).Select(_ => PostgresPools.Create(settings).Store).ToArray();
        await Task.WhenAll(processes.Select(
            connections => Task.Run(new PostgresStore(connections, NullLogger<PostgresStore>.Instance).Prepare)));

        await using var count = processes[0].CreateCommand("select count(*) = count(distinct scriptname) from schemaversions");
        Assert.Equal(true, await count.ExecuteScalarAsync());
        foreach (var connections in processes)
            await connections.DisposeAsync();
    }

    [Fact]
    public async Task A_token_identifier_that_is_claimed_while_the_write_is_under_way_is_taken_and_seen_on_a_new_connection()
    {
        var settings = PostgresSettings.Read(_database.ConnectionString);
        settings.MaxPoolSize = 1;
        await using var single = NpgsqlDataSource.Create(settings);
        var table = NewTable(single);
        // At its second use the statement is prepared. What else Npgsql 10 does with a statement that fails then is not to be relied on.
        await table.Write([Claiming("user_0", 1, "z")]);
        var process = await Process();
        await using var rival = await _connections.OpenConnectionAsync();
        await using var transaction = await rival.BeginTransactionAsync();
        await using var claim = new NpgsqlCommand(
            "insert into token_identifiers (token_identifier, external_id) values ('a', 'user_1')", rival);
        await claim.ExecuteNonQueryAsync();

        var write = table.Write([Claiming("user_2", 1, "a")]);
        await using var waiting = _connections.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        while (await waiting.ExecuteScalarAsync() is 0L)
            Assert.False(write.IsCompleted);
        await transaction.CommitAsync();

        Assert.Equal([WriteResult.Taken("a")], await write);
        Assert.Null((await _table.Read(["user_2"]))[0]);
        Assert.NotEqual(process, await Process());

        async Task<object?> Process()
        {
            await using var server = single.CreateCommand("select pg_backend_pid()");
            return await server.ExecuteScalarAsync();
        }
    }

    [Fact]
    public async Task Reads_and_writes_of_many_users_go_through_the_indexes()
    {
        await using var fill = _connections.CreateCommand("""
            insert into users (external_id, token_identifiers, version, revision, state)
            select 'u' || n, array['t' || n], 1, 1, '{}' from generate_series(1, 50000) as n;
            insert into token_identifiers (external_id, token_identifier) select 'u' || n, 't' || n from generate_series(1, 50000) as n
            """);
        await fill.ExecuteNonQueryAsync();
        await using var scanned = _connections.CreateCommand(
            "select sum(seq_tup_read)::bigint from pg_stat_user_tables where relname in ('users', 'token_identifiers')");
        await using var flush = _connections.CreateCommand("select pg_stat_force_next_flush()");

        for (var i = 1; i <= 20; i++)
        {
            await _table.Read([.. Enumerable.Range(1, 400).Select(n => $"u{n}")]);
            await _table.ReadHolders([.. Enumerable.Range(1, 400).Select(n => $"t{n}")]);
            await _table.Write([.. Enumerable.Range(1, 400).Select(n => Claiming($"new {i} {n:D3}", 1, $"new {i} {n}"))]);
            var linked = await _table.Write(
                [.. Enumerable.Range(1, 400).Select(n => Claiming($"u{n}", i + 1, $"t{n}", $"linked {i} {n}"))]);
            Assert.All(linked, result => Assert.Equal(WriteResult.Written, result));
            var taken = await _table.Write([.. Enumerable.Range(1, 400).Select(n => Claiming($"late {n}", 1, $"t{n}"))]);
            Assert.All(taken, result => Assert.Equal(WriteOutcome.TokenTaken, result.Outcome));
            var stale = await _table.Write([.. Enumerable.Range(1, 400).Select(n => Claiming($"u{n}", 2, $"t{n + 400}"))]);
            Assert.All(stale, result => Assert.Equal(WriteOutcome.Conflict, result.Outcome));
        }
        await flush.ExecuteNonQueryAsync();

        Assert.Equal(0L, await scanned.ExecuteScalarAsync());
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
