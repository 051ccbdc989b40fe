using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OrleansUsers.Harness;

/// <summary>The two databases that can store users.</summary>
public enum DatabaseKind
{
    /// <summary>A file, for a single process.</summary>
    Sqlite,

    /// <summary>A server, for a cluster.</summary>
    Postgres,
}

/// <summary>An empty database for one test, with the access of an SQL user.</summary>
public sealed class UsersDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;

    private UsersDatabase(string path, TemporaryFolder? folder) => (Path, _folder) = (path, folder);

    private UsersDatabase(PostgresDatabase postgres) => Postgres = postgres;

    /// <summary>The kind of this database.</summary>
    public DatabaseKind Kind => Postgres is null ? DatabaseKind.Sqlite : DatabaseKind.Postgres;

    /// <summary>The SQLite file; null on PostgreSQL.</summary>
    public string? Path { get; }

    /// <summary>The PostgreSQL database; null on SQLite.</summary>
    public PostgresDatabase? Postgres { get; }

    internal KeyValuePair<string, string> Setting =>
        Postgres is null ? new("Storage__Path", Path!) : new("ConnectionStrings__Users", Postgres.ConnectionString);

    /// <summary>Creates an empty database of this kind.</summary>
    public static async Task<UsersDatabase> CreateAsync(DatabaseKind kind)
    {
        if (kind == DatabaseKind.Postgres)
            return new UsersDatabase(await PostgresDatabase.CreateAsync());
        var folder = new TemporaryFolder();
        return new UsersDatabase(folder.File("users.db"), folder);
    }

    /// <summary>Creates an empty database on this PostgreSQL server.</summary>
    public static async Task<UsersDatabase> CreateAsync(PostgresServer server) => new(await PostgresDatabase.CreateAsync(server));

    /// <summary>A database that exists already. Disposing of the result drops it.</summary>
    public static UsersDatabase Of(PostgresDatabase database) => new(database);

    /// <summary>An SQLite file at this path. The caller deletes the file.</summary>
    public static UsersDatabase At(string path) => new(path, folder: null);

    /// <summary>Opens a connection beside those of the program.</summary>
    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = Postgres is null
            ? new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ConnectionString)
            : new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs a statement in which <c>@id</c> stands for an external id.</summary>
    public async Task<int> ExecuteAsync(string sql, string id)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql, id);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of a query, each by its columns; <c>@id</c> stands for an external id.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> QueryAsync(string sql, string id = "")
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, sql, id);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        while (await reader.ReadAsync())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount)
                .ToDictionary(reader.GetName, column => reader.IsDBNull(column) ? null : reader.GetValue(column)));
        }
        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        _folder?.Dispose();
    }

    private static DbCommand Command(DbConnection connection, string sql, string id)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("id", id);
        command.Parameters.Add(parameter);
        return command;
    }
}
