using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansUsers.Silo.Tests;

/// <summary>What <c>check</c> says of a SQLite file.</summary>
public sealed class SqliteCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");

    [Fact]
    public async Task A_file_that_is_missing_or_empty_or_up_to_date_is_no_fault_and_nothing_is_written()
    {
        Assert.Contains("does not exist", (await TryAsync("a/b/users.db")).Single().Text, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(At("users.db"), [], TestContext.Current.CancellationToken);
        Assert.StartsWith("schema: empty. ", (await TryAsync("users.db"))[1].Text, StringComparison.Ordinal);
        Assert.Equal([At("users.db")], Directory.EnumerateFileSystemEntries(_folder.FullName));

        using var store = new SqliteStore(new SqliteFile(At("users.db")), NullLogger<SqliteStore>.Instance);
        await store.Prepare();
        Assert.Equal("schema: that of this program", (await TryAsync("users.db"))[1].Text);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_a_fault()
    {
        await File.WriteAllTextAsync(At("text"), new string('x', 200), TestContext.Current.CancellationToken);
        Assert.Contains("the file is no SQLite database", await FaultAsync("text"), StringComparison.Ordinal);
        Assert.Contains($"{At("text")} is a file", await FaultAsync("text/users.db"), StringComparison.Ordinal);
        Assert.Contains("it is a folder", await FaultAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_a_fault_and_an_older_one_is_not()
    {
        using (var store = new SqliteStore(new SqliteFile(At("users.db")), NullLogger<SqliteStore>.Instance))
            await store.Prepare();
        Execute("delete from SchemaVersions where ScriptName like '%created-at.sql'");
        Assert.Equal(
            "schema: older than this program. The next start, or migrate, runs 0007-created-at.sql", (await TryAsync("users.db"))[1].Text);
        Execute("insert into SchemaVersions (ScriptName, Applied) values ('OrleansUsers.Silo.Schema.Sqlite.0999-later.sql', '')");
        Assert.Contains("Storage__Path: newer than this program, with 0999-later.sql.", (await TryAsync("users.db"))[1].Text,
            StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<IReadOnlyList<CheckResult>> TryAsync(string path) => new SqliteCheck(new SqliteFile(At(path))).Run();

    private async Task<string> FaultAsync(string path)
    {
        var fault = Assert.Single(await TryAsync(path));
        Assert.StartsWith("fault  database: Storage__Path (", $"{fault}", StringComparison.Ordinal);
        return fault.Text;
    }

    private string At(string path) => Path.Combine(_folder.FullName, path);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={At("users.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
