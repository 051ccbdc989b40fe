using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Three processes that all faults share which leave the fleet whole. A scenario begins when all of them run.</summary>
public sealed class TruthFleet : IAsyncLifetime
{
    private DatabaseLine? _line;

    internal Fleet Fleet { get; private set; } = null!;

    /// <summary>The process at the line does not reach the database for this time, and gets no error.</summary>
    internal async Task CutDatabaseAsync(double seconds)
    {
        _line!.Cut();
        await TruthScenario.PassAsync(seconds);
        _line.Mend();
    }

    public async ValueTask InitializeAsync()
    {
        Fleet = await Fleet.StartAsync(processes: 2);
        _line = DatabaseLine.To(Fleet.Server);
        await Fleet.JoinAsync(settings => settings.As(_line.ConnectionString(Fleet.Database.Postgres!)));
    }

    public async ValueTask DisposeAsync()
    {
        await Fleet.DisposeAsync();
        _line?.Dispose();
    }
}

/// <summary>The tests that share the fleet.</summary>
[CollectionDefinition(nameof(TruthTestGroup))]
public sealed class TruthTestGroup : ICollectionFixture<TruthFleet>;
