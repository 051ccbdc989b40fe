namespace OrleansUsers.Cluster.Tests;

/// <summary>Three processes that all faults of a class share. A scenario begins when all of them run.</summary>
public sealed class TruthFleet : IAsyncLifetime
{
    private const int Processes = 3;

    internal Fleet Fleet { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Fleet = await Fleet.StartAsync(Processes);

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
