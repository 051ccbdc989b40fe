using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A primary with a standby that follows it, and a process that knows both.</summary>
public sealed class StandbyPair(Apps apps) : IAsyncLifetime
{
    public PostgresServer First { get; private set; } = null!;

    public PostgresServer Second { get; private set; } = null!;

    public Sandbox App { get; private set; } = null!;

    /// <summary>The connection string of the process's database on these servers.</summary>
    public string ConnectionTo(params PostgresServer[] servers) =>
        new NpgsqlConnectionStringBuilder(App.Database.Postgres!.ConnectionString)
        {
            Host = string.Join(',', servers.Select(server => server.Host)),
        }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        First = await PostgresServer.StartAsync();
        Second = await First.StartStandbyAsync();
        var database = await UsersDatabase.CreateAsync(First);
        var to = new NpgsqlConnectionStringBuilder(database.Postgres!.ConnectionString) { Host = $"{First.Host},{Second.Host}" };
        App = await Sandbox.StartAsync(apps.Foreign, database, settings => settings.As(to.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        // The database goes with its servers, of which the first may take no writes.
        await App.Api.DisposeAsync();
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }
}
