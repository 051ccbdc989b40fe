using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansUsers.Silo.Tests;

/// <summary>What a deleted user's row held is not in the file any more.</summary>
public sealed class SqliteErasureTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");
    private readonly SqliteFile _file;
    private readonly SqliteStore _store;
    private readonly SqliteUserTable _table;

    public SqliteErasureTests()
    {
        _file = new SqliteFile(Path.Combine(_folder.FullName, "users.db"));
        _store = new SqliteStore(_file, NullLogger<SqliteStore>.Instance);
        _table = new SqliteUserTable(_file);
    }

    public async ValueTask InitializeAsync() => await _store.Prepare();

    // Rows of up to about a quarter of a page are on it, longer ones continue on pages of their own.
    [Theory, InlineData(10), InlineData(900), InlineData(2_000), InlineData(9_000), InlineData(200_000)]
    public async Task Nothing_of_a_deleted_user_is_left_in_the_file(int length)
    {
        var ids = Enumerable.Range(0, 60).Select(n => $"user_{n:D2}").ToArray();
        await _table.Write([.. ids.Select(id => Marked(id, 1, length))]);
        await _table.Write([.. ids.Where((_, n) => n % 3 != 0).Select(id => Empty(id, 2))]);
        Checkpoint();

        var bytes = await Bytes("users.db");
        Assert.Equal(20, ids.Count(id => bytes.Contains(Mark(id), StringComparison.Ordinal)));
        Assert.Equal(20, ids.Count(id => bytes.Contains(Mail(id), StringComparison.Ordinal)));
        Assert.Equal(0, new FileInfo(_file.Path + "-wal").Length);
    }

    [Fact]
    public async Task A_former_email_address_is_not_left_in_the_file()
    {
        await _table.Write([Marked("user_1", 1, length: 10)]);
        await _table.Write([UserTableContractTests.Row("user_1", 2, email: "new@example.test")]);
        Checkpoint();

        Assert.Contains("new@example.test", await Bytes("users.db"), StringComparison.Ordinal);
        Assert.DoesNotContain(Mail("user_1"), await Bytes("users.db"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_changes_is_gone_after_a_stop()
    {
        await _table.Write([Marked("user_1", 1, length: 9_000)]);
        await _table.Write([Empty("user_1", 2)]);
        // Until a checkpoint the log has what was written to it.
        Assert.Contains(Mark("user_1"), await Bytes("users.db-wal"), StringComparison.Ordinal);
        _table.Dispose();

        Assert.Equal(["users.db", "users.db.lock"], _folder.GetFiles().Select(file => file.Name).Order());
        Assert.DoesNotContain(Mark("user_1"), await Bytes("users.db"), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _table.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static UserRow Marked(string id, long revision, int length) =>
        UserTableContractTests.Row(id, revision, email: Mail(id)) with
        {
            Json = $$"""{"text":"{{string.Concat(Enumerable.Repeat(Mark(id), 1 + (length / Mark(id).Length)))}}"}""",
        };

    private static UserRow Empty(string id, long revision) => UserTableContractTests.Row(id, revision) with { Json = "{}" };

    private static string Mark(string id) => $"mark-{id}-mark";

    private static string Mail(string id) => $"{id}@former.example.test";

    private async Task<string> Bytes(string name) =>
        Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, name)));

    // SQLite does it by itself every 1,000 pages.
    private void Checkpoint()
    {
        using var connection = _file.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma wal_checkpoint(truncate)";
        Assert.Equal(0L, command.ExecuteScalar());
    }
}
