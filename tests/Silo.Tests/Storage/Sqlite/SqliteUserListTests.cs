using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public sealed class SqliteUserListTests : UserListContractTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly SqliteStore _store;
    private readonly SqliteUserTable _table;
    private readonly SqliteUserList _list;

    public SqliteUserListTests()
    {
        var file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(file, NullLogger<SqliteStore>.Instance);
        _table = new SqliteUserTable(file);
        _list = new SqliteUserList(file);
    }

    private protected override IUserTable Table => _table;

    private protected override IUserList List => _list;

    public override async ValueTask InitializeAsync() => await _store.Prepare();

    public override ValueTask DisposeAsync()
    {
        _list.Dispose();
        _table.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
