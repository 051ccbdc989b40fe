using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansUsers.Silo;

/// <summary>The SQLite file and how it is opened everywhere: durable on every commit, readers beside the writer, short waits.</summary>
internal sealed class SqliteFile(string path) : DbDataSource
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    // A file that vanishes under the running process must not be replaced by an empty one.
    public override string ConnectionString =>
        new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = 3,
            Pooling = false,
        }.ToString();

    /// <summary>Makes the file where there is none; an empty file is an empty database.</summary>
    public void Create() => new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();

    /// <summary>Whether an error is of a single row: it is too big or breaks a constraint.</summary>
    public static bool IsRowFault(Exception fault) => fault is SqliteException { SqliteErrorCode: 18 or 19 or 20 };

    /// <summary>Opens a connection.</summary>
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
            // busy_timeout waits inside SQLite in steps of milliseconds; without it Microsoft.Data.Sqlite sleeps 150 ms at a time on our
            // thread.
            command.CommandText =
                "pragma busy_timeout = 2000; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = fast;";
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
