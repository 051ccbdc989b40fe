using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansUsers.Grains;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

public sealed partial class PostgresChangeJournalTests : ChangeJournalContractTests
{
    private readonly OwnEntries _own = new();
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _connections = null!;
    private PostgresUserTable _table = null!;
    private PostgresChangeJournal _journal = null!;
    private PostgresJournalRemoval _removal = null!;

    private protected override IChangeJournal Journal => _journal;

    private protected override IJournalRemoval Removal => _removal;

    private protected override IUserTable Table => _table;

    private protected override DbDataSource Database => _connections;

    public override async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        var settings = PostgresSettings.Read(_database.ConnectionString);
        settings.MaxPoolSize = 20;
        _connections = PostgresPools.Create(settings).Store;
        await new PostgresStore(_connections, NullLogger<PostgresStore>.Instance).Prepare();
        _table = (PostgresUserTable)await NewTable();
        (_journal, _removal) = (new PostgresChangeJournal(_connections, _own), new PostgresJournalRemoval(_connections));
    }

    public override async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_is_committed_late_is_told_behind_what_was_read_before()
    {
        await using var late = await BeginAsync();
        await InsertAsync(late, "late");
        await InsertAsync(null, "early");
        Assert.Equal(["early"], (await NewAsync()).Select(change => change.ExternalId));
        await RunAsync(late, "commit");
        await InsertAsync(null, "later");
        Assert.Equal(["late", "later"], (await NewAsync()).Select(change => change.ExternalId));
    }

    [Fact]
    public async Task What_is_rolled_back_is_never_told()
    {
        await using (var failing = await BeginAsync())
        {
            await InsertAsync(failing, "never");
            Assert.Empty(await NewAsync());
            await RunAsync(failing, "rollback");
        }
        await InsertAsync(null, "stored");
        Assert.Equal(["stored"], (await NewAsync()).Select(change => change.ExternalId));
    }

    [Fact]
    public async Task A_long_transaction_of_others_holds_nothing_back()
    {
        await using var other = await BeginAsync();
        await RunAsync(other, "create table theirs (id int); insert into theirs values (1); select txid_current()");
        await using var snapshot = await BeginAsync();
        await RunAsync(snapshot, "set transaction isolation level repeatable read; select count(*) from users");
        await InsertAsync(null, "stored");
        Assert.Equal(["stored"], (await NewAsync()).Select(change => change.ExternalId));
    }

    [Fact]
    public async Task Every_process_reads_the_same_entries_whichever_of_them_has_written()
    {
        var (ada, eve) = (StoredUser.None("ada").Next(Named("Ada")), StoredUser.None("eve").Next(Named("Eve")));
        await _table.Write([Row(eve), Row(ada)]);
        var countess = ada.Next(Named("Countess", ada));
        Assert.Equal([WriteResult.Conflict, WriteResult.Written], await _table.Write([Row(eve), Row(countess)]));
        await ExecuteAsync("update users set name = 'Ada King', version = version + 1 where external_id = 'ada'");
        var (gone, other) = (eve.Next(new UserState { DeletedAt = DateTimeOffset.UnixEpoch }), StoredUser.None("b").Next(Named("B")));
        await _table.Write([Row(gone), Row(other)]);

        var others = await new PostgresChangeJournal(_connections, new OwnEntries()).Read(0, 10, Stop);
        var own = await _journal.Read(0, 10, Stop);
        Assert.Equal(others.Select(Shown), own.Select(Shown));
        Assert.Equal([2, 1, 1, 2], own.Select(entry => entry.Changes.Count));
        // SQL made one entry, and one has only a part of what was to be written.
        var known = _own.Newest().Values;
        Assert.Equal([true, false, false, true], own.Select(entry => known.Contains(entry.Changes)));

        static string Shown(JournalEntry entry) => $"{entry.Position} {entry.At:O} {string.Join(", ", entry.Changes)}";
    }

    [Fact]
    public async Task An_entry_with_the_id_of_one_that_was_lost_is_read()
    {
        var ada = StoredUser.None("ada").Next(Named("Ada"));
        await _table.Write([Row(ada)]);
        // A standby that had not received the entry has taken over.
        await ExecuteAsync("update user_changes set external_ids = '{eve}', at = at + interval '1 s'");
        Assert.Equal(["eve"], (await NewAsync()).Select(change => change.ExternalId));
    }

    private protected override async Task<IUserTable> NewTable()
    {
        var member = await ListedProcess.Add(_connections);
        var fence = new Fence(member, new MembershipLease(TimeProvider.System));
        return new PostgresUserTable(_connections, fence, new TakeOver(member, TimeProvider.System), _own);
    }

    private protected override IJournalRemoval NewRemoval() => new PostgresJournalRemoval(_connections);

    private protected override async Task FillAsync(int entries, TimeSpan age)
    {
        await ExecuteAsync($"""
            insert into user_changes (at, external_ids, revisions, versions, kinds, by_sql)
            select now() - {age.TotalSeconds:0} * interval '1 second', ids, array_fill(1, array[100]), array_fill(1, array[100]),
                   array_fill(1, array[100]), false
            from generate_series(1, {entries}) as entry
            cross join lateral (
                select array_agg('user_' || md5(entry::text || n) || n) as ids from generate_series(1, 100) as n) as change
            """);
        await Journal.ReadRange(Stop);
    }

    /// <summary>A connection with a transaction, which ends with the connection.</summary>
    private async Task<NpgsqlConnection> BeginAsync()
    {
        var connection = await _connections.OpenConnectionAsync(Stop);
        await RunAsync(connection, "begin");
        return connection;
    }

    private Task InsertAsync(NpgsqlConnection? connection, string id) => RunAsync(connection, $"""
        insert into users (external_id, name, token_identifiers, version, revision, state) values ('{id}', 'Ada', '{"{}"}', 1, 1, '{"{}"}')
        """);

    private async Task RunAsync(NpgsqlConnection? connection, string sql)
    {
        if (connection is null)
        {
            await ExecuteAsync(sql);
            return;
        }
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
