using Npgsql;

namespace OrleansUsers.Harness;

/// <summary>A new database on a throw-away PostgreSQL server. Disposing of it drops the database.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private const string Server = "TEST_POSTGRES";

    private readonly string _name = $"users_{Guid.NewGuid():N}";

    private readonly string _server;

    private PostgresDatabase(string server, string? name = null)
    {
        _server = server;
        _name = name ?? _name;
        var settings = new NpgsqlConnectionStringBuilder(server) { Database = _name };
        // The throw-away server needs no password. There is one so that tests can check that it never appears in a log or an answer.
        Password = settings.Password ??= "the-password-of-the-database";
        ConnectionString = settings.ConnectionString;
    }

    /// <summary>The name of the database on the server.</summary>
    public string Name => _name;

    /// <summary>The secret in <see cref="ConnectionString"/>.</summary>
    public string Password { get; }

    /// <summary>The connection string of the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates an empty database.</summary>
    /// <param name="server">The server; null means the one that all tests share.</param>
    public static async Task<PostgresDatabase> CreateAsync(PostgresServer? server = null)
    {
        var database = new PostgresDatabase(server?.ConnectionString ?? SharedServer);
        await database.OnServerAsync($"create database {database._name}");
        return database;
    }

    /// <summary>The database of this name on a copy of the server.</summary>
    public PostgresDatabase On(PostgresServer copy) => new(copy.ConnectionString, _name);

    /// <summary>Creates a database on the same server from a dump of this one (<c>pg_dump</c>).</summary>
    public async Task<PostgresDatabase> RestoreDumpAsync()
    {
        var copy = new PostgresDatabase(_server);
        await copy.OnServerAsync($"create database {copy._name}");
        await PostgresServer.ShellAsync($"pg_dump --dbname '{ForLibpq}' | psql --quiet --set ON_ERROR_STOP=1 --dbname '{copy.ForLibpq}'");
        return copy;
    }

    /// <summary>Creates a login that may connect but not create tables, and returns its connection string.</summary>
    public async Task<string> PlainLoginAsync()
    {
        await OnServerAsync($"create role {_name} login");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Username = _name }.ConnectionString;
    }

    /// <summary>Creates a login of this name that owns the database, and returns its connection string.</summary>
    /// <param name="options">What follows <c>create role … login</c>.</param>
    public async Task<string> OwnerLoginAsync(string options = "")
    {
        await OnServerAsync($"create role {_name} login {options}");
        await OnServerAsync($"alter database {_name} owner to {_name}");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Username = _name }.ConnectionString;
    }

    /// <summary>Runs a statement on the server, as its superuser.</summary>
    public Task ExecuteAsync(string sql) => OnServerAsync(sql);

    /// <summary>Refuses new connections to the database and closes the open ones.</summary>
    public async Task ShutOutAsync()
    {
        await OnServerAsync($"alter database {_name} allow_connections false");
        await OnServerAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_name}'");
    }

    /// <summary>Accepts connections again.</summary>
    public Task LetInAsync() => OnServerAsync($"alter database {_name} allow_connections true");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await OnServerAsync($"drop database if exists {_name} with (force)");
        await OnServerAsync($"drop role if exists {_name}");
    }

    private static string SharedServer =>
        Environment.GetEnvironmentVariable(Server) is { Length: > 0 } server
            ? server
            : throw new InvalidOperationException(
                $"{Server} is not set. Run ./test.sh: it starts a throw-away PostgreSQL server and sets the variable.");

    private string ForLibpq
    {
        get
        {
            var to = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"host={to.Host} port={to.Port} user={to.Username} dbname={to.Database}";
        }
    }

    private async Task OnServerAsync(string sql)
    {
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server) { Pooling = false });
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
