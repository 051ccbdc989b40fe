using System.Data.Common;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo.Tests;

public sealed class SqliteUserSearchTests : UserSearchContractTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly SqliteFile _file;
    private readonly SqliteStore _store;
    private readonly SqliteUserTable _table;
    private readonly SqliteChangeJournal _journal;
    private readonly SqliteSearchTable _words;
    private readonly SqliteUserPages _pages;

    public SqliteUserSearchTests()
    {
        _file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(_file, NullLogger<SqliteStore>.Instance);
        _table = new SqliteUserTable(_file);
        _journal = new SqliteChangeJournal(_file);
        _words = new SqliteSearchTable(_file);
        _pages = new SqliteUserPages(_file);
    }

    private protected override IUserTable Table => _table;

    private protected override IChangeJournal Journal => _journal;

    private protected override ISearchTable Words => _words;

    private protected override IUserPages Pages => _pages;

    private protected override DbDataSource Database => _file;

    [Fact]
    public async Task Nothing_of_a_deleted_user_is_left_in_the_index()
    {
        var ids = Enumerable.Range(0, 400).Select(n => $"user_{n:D3}").ToArray();
        await Write([.. ids.Select(id => Row(id, $"secret{id}x", email: $"hidden{id}@example.com"))]);
        Assert.Equal(100, (await Find("secret")).Count);
        await Write([.. ids.Select(id => Deleted(id, 2))]);
        Assert.Empty(await Find("secret"));
        await ExecuteAsync("pragma wal_checkpoint(truncate)");

        var bytes = Encoding.UTF8.GetString(await ReadAsync());
        Assert.DoesNotContain("secret", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", bytes, StringComparison.Ordinal);
    }

    public override async ValueTask InitializeAsync() => await _store.Prepare();

    public override ValueTask DisposeAsync()
    {
        DisposeIndex();
        _pages.Dispose();
        _words.Dispose();
        _journal.Dispose();
        _table.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> ReadAsync()
    {
        await using var file = new FileStream(_file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }
}
