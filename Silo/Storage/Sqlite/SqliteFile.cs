using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>
/// The SQLite file. All connections have the same options: a commit is durable, readers and the writer run side by side, waits are short.
/// </summary>
internal sealed class SqliteFile(string path) : DbDataSource
{
    // As much as a few changed pages.
    private const int TrialBytes = 16 * 1024;

    /// <summary>
    /// The path without symbolic links, where SQLite has its log, too. The lock file is there: by whatever path a process names the file.
    /// </summary>
    public string Path { get; } = RealPath.Of(path);

    // The mode does not create the file: a file that is removed while the process runs must not be replaced by an empty one.
    public override string ConnectionString =>
        new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = 3,
            Pooling = false,
        }.ToString();

    /// <summary>Creates the file if there is none. An empty file is an empty database.</summary>
    public void Create() => new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();

    /// <summary>Whether a single row caused the error: it is too big or violates a constraint.</summary>
    public static bool IsRowFault(Exception fault) => fault is SqliteException { SqliteErrorCode: 18 or 19 or 20 };

    /// <summary>Throws when the file takes no writes or its disk is full. Changes nothing in the file.</summary>
    public void TryWrite()
    {
        using (var connection = Open())
        {
            using var command = connection.CreateCommand();
            command.CommandText = "begin immediate; select 1 from users limit 1; rollback";
            command.ExecuteNonQuery();
        }
        // SQLite writes to the disk only when it commits. So whether the disk has room is tried beside it.
        using var trial = new FileStream(
            Path + ".trial", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        trial.Write(new byte[TrialBytes]);
        trial.Flush(flushToDisk: true);
    }

    public SqliteConnection Open() => (SqliteConnection)OpenDbConnection();

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        new(OpenDbConnection());

    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // With busy_timeout SQLite itself waits, in steps of milliseconds. Without it Microsoft.Data.Sqlite sleeps 150 ms at a time on
            // the calling thread. With secure_delete = fast, pages that become free would keep what they held, also of deleted users.
            command.CommandText =
                "pragma busy_timeout = 2000; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
