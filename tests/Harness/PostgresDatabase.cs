using Npgsql;

namespace OrleansUsers.Harness;

/// <summary>A fresh database on a throw-away PostgreSQL server, gone with its owner.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private const string Server = "TEST_POSTGRES";

    private readonly string _name = $"users_{Guid.NewGuid():N}";

    private readonly string _server;

    private PostgresDatabase(string server)
    {
        _server = server;
        var settings = new NpgsqlConnectionStringBuilder(server) { Database = _name };
        // The throw-away server asks for none: it is there so that tests can look for it where it must not be.
        Password = settings.Password ??= "the-password-of-the-database";
        ConnectionString = settings.ConnectionString;
    }

    /// <summary>What it is called on the server.</summary>
    public string Name => _name;

    /// <summary>The secret in <see cref="ConnectionString"/>.</summary>
    public string Password { get; }

    /// <summary>How to connect to the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates an empty database.</summary>
    /// <param name="server">A server of the test's own; null is the one all tests share.</param>
    public static async Task<PostgresDatabase> CreateAsync(PostgresServer? server = null)
    {
        var database = new PostgresDatabase(server?.ConnectionString ?? SharedServer);
        await database.OnServerAsync($"create database {database._name}");
        return database;
    }

    /// <summary>How a login connects that may read the database and make nothing in it.</summary>
    public async Task<string> PlainLoginAsync()
    {
        await OnServerAsync($"create role {_name} login");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Username = _name }.ConnectionString;
    }

    /// <summary>Closes the door: no new connection is let in, and those that are open are cut.</summary>
    public async Task ShutOutAsync()
    {
        await OnServerAsync($"alter database {_name} allow_connections false");
        await OnServerAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_name}'");
    }

    /// <summary>Opens the door again.</summary>
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
                $"{Server} is not set. Run ./test.sh: it starts a throw-away PostgreSQL server and names it there.");

    private async Task OnServerAsync(string sql)
    {
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server) { Pooling = false });
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
