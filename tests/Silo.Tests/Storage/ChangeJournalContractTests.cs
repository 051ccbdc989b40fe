using System.Data.Common;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

/// <summary>
/// The contract of both databases for the journal of changes: what its entries say. The other files have concurrent writers and the
/// removal of old entries.
/// </summary>
public abstract partial class ChangeJournalContractTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123);

    private long _read;

    private protected abstract IChangeJournal Journal { get; }

    private protected abstract IUserTable Table { get; }

    private protected abstract DbDataSource Database { get; }

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>A writer of another process, or one more of this one.</summary>
    private protected abstract Task<IUserTable> NewTable();

    [Fact]
    public async Task Each_kind_of_change_is_told_by_its_version_and_kind()
    {
        var ada = StoredUser.None("ada");
        Assert.Equal([("ada", 1, ChangeKind.Created)], await WriteAsync(ada = ada.Next(Named("Ada"))));
        Assert.Equal([("ada", 2, ChangeKind.Updated)], await WriteAsync(ada = ada.Next(Named("Countess", ada))));
        // A newer time alone is no new version.
        Assert.Equal([("ada", 2, null)], await WriteAsync(ada = ada.Next(Named("Countess", ada, Noon.AddDays(1)))));
        Assert.Equal([("ada", 3, ChangeKind.Deleted)], await WriteAsync(ada.Next(Deleted(ada))));
        Assert.Equal([("ghost", 1, ChangeKind.Deleted)], await WriteAsync(StoredUser.None("ghost").Next(Deleted())));
        await ExecuteAsync("update users set deleted_at = null, version = version + 1, revision = revision + 1 where external_id = 'ada'");
        Assert.Equal([("ada", 4, ChangeKind.Reinstated)], (await NewAsync()).Select(Told));
        await ExecuteAsync("update users set name = 'Ada', version = version + 1, revision = revision + 1 where external_id = 'ada'");
        Assert.Equal([("ada", 5, ChangeKind.Created)], (await NewAsync()).Select(Told));
    }

    [Fact]
    public async Task Changes_by_SQL_are_in_the_journal_and_known_as_such()
    {
        var user = StoredUser.None("ada").Next(Named("Ada"));
        await WriteAsync(user);
        var expected = new UserChange("ada", user.Revision, user.State.Version, Kind: null, BySql: true);

        await ExecuteAsync("update users set name = 'Eve' where external_id = 'ada'");
        Assert.Equal([expected], await NewAsync());
        await ExecuteAsync("update users set revision = 1000 where external_id = 'ada'");
        Assert.Equal([expected with { Revision = 1000 }], await NewAsync());
        await ExecuteAsync("delete from users where external_id = 'ada'");
        Assert.Equal([expected with { Revision = 0, Version = 2, Kind = ChangeKind.Deleted }], await NewAsync());
        // Written like the program's own.
        await ExecuteAsync("""
            insert into users (external_id, name, token_identifiers, version, revision, state) values ('eve', 'Eve', '{}', 1, 1, '{}')
            """);
        Assert.Equal([new UserChange("eve", 1, 1, ChangeKind.Created)], await NewAsync());
    }

    [Fact]
    public async Task A_write_that_is_refused_is_not_in_the_journal()
    {
        var user = StoredUser.None("ada").Next(Named("Ada"));
        await WriteAsync(user);
        var other = StoredUser.None("b").Next(Named("B"));
        Assert.Equal([WriteResult.Conflict, WriteResult.Written], await Table.Write([Row(user), Row(other)]));
        Assert.Equal([("b", 1, ChangeKind.Created)], (await NewAsync()).Select(Told));
    }

    [Fact]
    public async Task A_position_leads_to_the_entries_behind_it_and_the_range_tells_the_ends()
    {
        Assert.Equal(new JournalRange(0, 0), await Journal.ReadRange(Stop));
        for (var i = 0; i < 5; i++)
            await Table.Write([Row(StoredUser.None($"user_{i}").Next(Named("Ada")))]);

        var entries = await Journal.Read(0, 100, Stop);
        Assert.Equal(5, entries.Count);
        Assert.Equal(entries.Select(entry => entry.Position).Order(), entries.Select(entry => entry.Position));
        Assert.Equal(new JournalRange(0, entries[^1].Position), await Journal.ReadRange(Stop));
        var middle = await Journal.Read(entries[1].Position, 2, Stop);
        Assert.Equal(
            entries.Skip(2).Take(2).Select(entry => (entry.Position, entry.At)), middle.Select(entry => (entry.Position, entry.At)));
        Assert.Empty(await Journal.Read(entries[^1].Position, 100, Stop));
        var now = TimeProvider.System.GetUtcNow();
        Assert.All(entries, entry => Assert.InRange(entry.At, now.AddMinutes(-1), now.AddMinutes(1)));
    }

    /// <summary>Reads all that is new since the last call.</summary>
    private protected async Task<UserChange[]> NewAsync()
    {
        var entries = await Journal.Read(_read, 10_000, Stop);
        _read = entries.Count > 0 ? entries[^1].Position : _read;
        return [.. entries.SelectMany(entry => entry.Changes)];
    }

    private protected static UserRow Row(StoredUser user) => new(user, UserStateJson.Write(user.State), ChangesTokens: false);

    private protected static UserState Named(string name, StoredUser? before = null, DateTimeOffset? at = null) =>
        new()
        {
            Version = before?.State.Version ?? 0,
            Snapshot = new UserSnapshot
            {
                Provider = "clerk",
                TokenIdentifier = "https://clerk.test|user",
                CreatedAt = Noon,
                UpdatedAt = at ?? Noon,
                SentAt = at ?? Noon,
                FirstName = name,
            },
        };

    private protected async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static UserState Deleted(StoredUser? before = null) => new() { Version = before?.State.Version ?? 0, DeletedAt = Noon };

    private static (string, long, ChangeKind?) Told(UserChange change) => (change.ExternalId, change.Version, change.Kind);

    private async Task<IEnumerable<(string, long, ChangeKind?)>> WriteAsync(StoredUser user)
    {
        Assert.Equal([WriteResult.Written], await Table.Write([Row(user)]));
        return (await NewAsync()).Select(Told);
    }
}
