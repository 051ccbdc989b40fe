using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A PostgreSQL server for the tests of one class, which they may stop or reconfigure.</summary>
public sealed class OwnServer : IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
