using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansUsers.Silo.Tests;

public sealed class SqliteUserTableTests : UserTableContractTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly SqliteFile _file;
    private readonly SqliteStore _store;
    private readonly SqliteUserTable _table;

    public SqliteUserTableTests()
    {
        _file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(_file, NullLogger<SqliteStore>.Instance);
        _table = new SqliteUserTable(_file);
    }

    private protected override IUserTable Table => _table;

    private protected override DbDataSource Database => _file;

    public override async ValueTask InitializeAsync() => await _store.Prepare();

    [Fact]
    public async Task A_commit_waits_for_the_disk()
    {
        await using var connection = await _file.OpenConnectionAsync();
        await using var command = connection.CreateCommand();

        command.CommandText = "pragma journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync());
        command.CommandText = "pragma synchronous";
        Assert.Equal(2L, await command.ExecuteScalarAsync());
    }

    public override ValueTask DisposeAsync()
    {
        _table.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
