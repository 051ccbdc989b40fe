using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public abstract partial class ChangeJournalContractTests
{
    [Fact]
    public async Task A_thousand_users_in_one_write_are_told_once_each()
    {
        var rows = Enumerable.Range(0, 1_000).Select(n => Row(StoredUser.None($"user_{n:D4}").Next(Named($"{n}")))).ToArray();
        await Table.Write(rows);
        var changes = await NewAsync();
        Assert.Equal(rows.Select(row => row.Stored.ExternalId), changes.Select(change => change.ExternalId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_large_change_by_SQL_is_told_in_parts_and_in_order()
    {
        await ExecuteAsync("""
            with recursive number (n) as (select 1 union all select n + 1 from number where n < 1500)
            insert into users (external_id, name, token_identifiers, version, revision, state)
            select 'user_' || n, 'Ada', '{}', 1, 1, '{}' from number
            """);
        await ExecuteAsync("update users set name = 'Eve', version = 2, revision = 2");
        var entries = await Journal.Read(0, 100, Stop);
        Assert.All(entries, entry => Assert.InRange(entry.Changes.Count, 1, 512));
        Assert.All(
            entries.SelectMany(entry => entry.Changes).GroupBy(change => change.ExternalId),
            user => Assert.Equal([1L, 2L], user.Select(change => change.Version)));
        Assert.Equal(3_000, entries.Sum(entry => entry.Changes.Count));
    }

    [Fact]
    public async Task Under_concurrent_writers_each_reader_gets_each_version_once_and_in_order()
    {
        const int Users = 12;
        const int Changes = 15;
        IUserTable[] tables = [Table, await NewTable()];
        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => FollowAsync(written.Token))).ToArray();
        // A table is for one caller at a time.
        await Task.WhenAll(tables.Select((table, offset) => Task.Run(async () =>
        {
            for (var i = 0; i < Changes; i++)
            {
                foreach (var users in Enumerable.Range(i + offset, Users).Select(n => $"user_{n % Users}").Chunk(4))
                    await ChangeAsync(table, users);
            }
        })));
        await written.CancelAsync();

        var read = await Task.WhenAll(readers);
        Assert.Equal(read[0], read[1]);
        foreach (var user in read[0].GroupBy(change => change.ExternalId))
            Assert.Equal(Enumerable.Range(1, 2 * Changes).Select(version => (long)version), user.Select(change => change.Version));
        Assert.Equal(Users, read[0].Select(change => change.ExternalId).Distinct().Count());
    }

    // Each user of the batch gets one more version. A user whom another writer changed meanwhile is read again.
    private static async Task ChangeAsync(IUserTable table, string[] users)
    {
        while (users.Length > 0)
        {
            var stored = await table.Read(users);
            var rows = users.Zip(stored, (id, row) => Row(Before(id, row).Next(Named($"after {row?.Revision}")))).ToArray();
            var results = await table.Write(rows);
            users = [.. users.Zip(results).Where(pair => pair.Second != WriteResult.Written).Select(pair => pair.First)];
        }
    }

    private async Task<List<UserChange>> FollowAsync(CancellationToken written)
    {
        var (changes, position) = (new List<UserChange>(), 0L);
        while (true)
        {
            var isLast = written.IsCancellationRequested;
            var entries = await Journal.Read(position, 5, Stop);
            changes.AddRange(entries.SelectMany(entry => entry.Changes));
            if (entries.Count > 0)
                position = entries[^1].Position;
            else if (isLast)
                return changes;
            else
                await Task.Yield();
        }
    }

    // In this test the version is the revision.
    private static StoredUser Before(string id, StoredRow? row) =>
        row is null ? StoredUser.None(id) : StoredUser.Of(id, row.Revision, Named("before") with { Version = row.Revision });
}
