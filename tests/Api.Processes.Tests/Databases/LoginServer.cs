using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A PostgreSQL server whose login of the program has a password, and a process that reads the password from a file.</summary>
public sealed class LoginServer(Apps apps) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public PostgresServer Server { get; private set; } = null!;

    public Sandbox App { get; private set; } = null!;

    /// <summary>The name of the login, which owns the database.</summary>
    public string Login { get; private set; } = "";

    public string PasswordFile => _folder.File("pgpass");

    /// <summary>Writes the file that the program reads.</summary>
    public Task WritePasswordAsync(string password) => File.WriteAllTextAsync(PasswordFile, $"*:*:*:{Login}:{password}\n");

    /// <summary>Changes settings of the login. They count for new connections, so the open ones are closed.</summary>
    public async Task AlterAsync(string options)
    {
        await Server.ExecuteAsync($"alter role {Login} {options}");
        await Server.CloseConnectionsAsync();
    }

    /// <summary>How many connections the login has.</summary>
    public async Task<long> ConnectionsAsync() =>
        (long)(await Server.ValueAsync($"select count(*) from pg_stat_activity where usename = '{Login}'"))!;

    public async ValueTask InitializeAsync()
    {
        Server = await PostgresServer.StartAsync();
        var database = await UsersDatabase.CreateAsync(Server);
        var owner = new NpgsqlConnectionStringBuilder(await database.Postgres!.OwnerLoginAsync("password 'the-first'"))
        {
            Passfile = PasswordFile,
        };
        owner.Remove("Password");
        Login = owner.Username!;
        await Server.RequirePasswordAsync(Login);
        await WritePasswordAsync("the-first");
        App = await Sandbox.StartAsync(apps.Foreign, database, settings => settings.As(owner.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
