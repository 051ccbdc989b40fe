using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A PostgreSQL server for the tests of one class, which they may stop or reconfigure, and a process that uses it.</summary>
public sealed class OwnServer(Apps apps) : IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public Sandbox App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await PostgresServer.StartAsync();
        App = await Sandbox.StartAsync(apps.Foreign, await UsersDatabase.CreateAsync(Server));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Server.DisposeAsync();
    }
}
