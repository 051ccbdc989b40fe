using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>Looks at the SQLite file and its schema. Nothing is written, and a file that is missing is not created.</summary>
internal sealed class SqliteCheck(SqliteFile file) : ICheck
{
    private const int NotADatabase = 26;

    public string Subject => $"database: {SqliteStore.Setting} ({file.Path})";

    public Task<IReadOnlyList<CheckResult>> Run() => Task.FromResult(Results());

    // The file is opened by SQLite only. Any other handle that this process closes would release the locks that SQLite holds on the file.
    private IReadOnlyList<CheckResult> Results()
    {
        try
        {
            if (AccessFault() is { } fault)
                return [CheckResult.Fault($"{Subject}: {fault}")];
            return File.Exists(file.Path)
                ? [CheckResult.Ok($"database: SQLite file {file.Path}"), Schema()]
                : [CheckResult.Ok($"database: {file.Path} does not exist; the next start, or migrate, creates it")];
        }
        catch (SqliteException unusable)
        {
            return [CheckResult.Fault(unusable.SqliteErrorCode == NotADatabase
                ? $"{Subject}: the file is no SQLite database. Choose another file, or put back a back-up."
                : $"{Subject}: SQLite cannot use the file: {unusable.Message}")];
        }
    }

    private string? AccessFault()
    {
        if (Directory.Exists(file.Path))
            return "it is a folder. It must be the path of a file.";
        if (File.Exists(file.Path) && !WriteAccess.ToFile(file.Path))
            return "this process may not write to the file.";
        var folder = Path.GetDirectoryName(file.Path);
        while (folder is not null && !Path.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return File.Exists(folder) ? $"{folder} is a file. It would have to be a folder."
            : folder is null || !WriteAccess.ToFolder(folder)
                ? $"this process may not create files in the folder {folder}. SQLite and the program keep files beside the database."
                : null;
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
        return unknown.Count > 0 ? CheckResult.Fault($"schema: {SchemaUpgrade.NewerFault(SqliteStore.Setting, unknown)}")
            : pending.Length > 0
                ? CheckResult.Ok($"schema: {(applied.Count > 0 ? "older than this program" : "empty")}. "
                    + $"The next start, or migrate, runs {string.Join(", ", pending)}")
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
