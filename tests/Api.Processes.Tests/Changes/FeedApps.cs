using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A program on each database for the tests of one class. Nobody else writes to its feed, and the tests may kill it.</summary>
public sealed class FeedApps(Apps apps) : IAsyncLifetime
{
    private readonly Dictionary<DatabaseKind, Sandbox> _sandboxes = [];

    public async Task<Sandbox> On(DatabaseKind kind)
    {
        if (!_sandboxes.TryGetValue(kind, out var app))
            _sandboxes[kind] = app = await apps.StartAsync(kind);
        return app;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _sandboxes.Values)
            await app.DisposeAsync();
    }
}
