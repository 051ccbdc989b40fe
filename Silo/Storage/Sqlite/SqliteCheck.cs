using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>Looks at the SQLite file and its schema. Nothing is written, and a file that is missing is not created.</summary>
internal sealed class SqliteCheck(SqliteFile file) : ICheck
{
    public Task<IReadOnlyList<CheckResult>> Run() => Task.Run<IReadOnlyList<CheckResult>>(() => [.. Results()]);

    private IEnumerable<CheckResult> Results()
    {
        if (!File.Exists(file.Path))
        {
            return IsBelowFile()
                ? [CheckResult.Fault($"database: {SqliteStore.Setting}: the file cannot be created.")]
                : [CheckResult.Ok($"database: {file.Path} does not exist; the next start, or migrate, creates it")];
        }
        try
        {
            using (File.OpenHandle(file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
                return [CheckResult.Ok($"database: SQLite file {file.Path}"), Schema()];
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return [CheckResult.Fault($"database: {SqliteStore.Setting}: the file cannot be opened for writing.")];
        }
        catch (SqliteException unusable)
        {
            return [CheckResult.Fault($"database: {SqliteStore.Setting}: SQLite cannot use the file: {unusable.Message}")];
        }
    }

    private bool IsBelowFile()
    {
        var parent = Path.GetDirectoryName(file.Path);
        while (parent is not null && !Path.Exists(parent))
            parent = Path.GetDirectoryName(parent);
        return File.Exists(parent) || Directory.Exists(file.Path);
    }

    private CheckResult Schema()
    {
        using var connection = Open();
        var applied = SqliteStore.Applied(connection);
        if (applied.Count == 0 && SqliteStore.HasTable(connection, "users"))
            return CheckResult.Fault($"schema: {SqliteStore.Setting}: the file has a table users of another program. Choose another file.");
        var pending = SchemaUpgrade.Scripts(SqliteStore.Folder).Where(script => !applied.Contains(script.FullName))
            .Select(script => script.Name).ToArray();
        var unknown = SchemaUpgrade.Unknown(SqliteStore.Folder, applied);
        return pending.Length > 0
            ? CheckResult.Ok($"schema: {(applied.Count > 0 ? "older than this program" : "empty")}. "
                + $"The next start, or migrate, runs {string.Join(", ", pending)}")
            : unknown.Count > 0
                ? CheckResult.Note($"schema: made by a newer version, with {string.Join(", ", unknown)}; this one works with it")
                : CheckResult.Ok("schema: that of this program");
    }

    private SqliteConnection Open()
    {
        // A file that no process has open needs no other file beside it, and none is created.
        var uri = $"file:{Uri.EscapeDataString(file.Path)}{(File.Exists(file.Path + "-wal") ? "" : "?immutable=1")}";
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = uri, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
