using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public sealed class SqliteChangeJournalTests : ChangeJournalContractTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly SqliteFile _file;
    private readonly SqliteStore _store;
    private readonly SqliteUserTable _table;
    private readonly SqliteUserTable _other;
    private readonly SqliteChangeJournal _journal;
    private readonly SqliteJournalRemoval _removal;

    public SqliteChangeJournalTests()
    {
        _file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(_file, NullLogger<SqliteStore>.Instance);
        (_table, _other) = (new SqliteUserTable(_file), new SqliteUserTable(_file));
        (_journal, _removal) = (new SqliteChangeJournal(_file), new SqliteJournalRemoval(_file));
    }

    private protected override IChangeJournal Journal => _journal;

    private protected override IJournalRemoval Removal => _removal;

    private protected override IUserTable Table => _table;

    private protected override DbDataSource Database => _file;

    public override async ValueTask InitializeAsync() => await _store.Prepare();

    public override ValueTask DisposeAsync()
    {
        _table.Dispose();
        _other.Dispose();
        _journal.Dispose();
        _removal.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected override Task<IUserTable> NewTable() => Task.FromResult<IUserTable>(_other);

    private protected override IJournalRemoval NewRemoval() => new SqliteJournalRemoval(_file);

    private protected override Task FillAsync(int entries, TimeSpan age) => ExecuteAsync($"""
        with recursive entry (n) as (select 1 where {entries} > 0 union all select n + 1 from entry where n < {entries}),
             change (n) as (select 1 union all select n + 1 from change where n < 100)
        insert into user_changes (at, changes)
        select strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '{-age.TotalSeconds:0} seconds'),
               (select json_group_array(json_array('user_' || hex(randomblob(4)) || n, 1, 1, 1, 0)) from change) from entry
        """);
}
