using OrleansUsers.Harness;

[assembly: AssemblyFixture(typeof(OrleansUsers.Api.Processes.Tests.Apps))]

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// One running program on each database, shared by all tests that need no settings of their own. Each test takes fresh user ids.
/// </summary>
public sealed class Apps : IAsyncLifetime
{
    private readonly Dictionary<DatabaseKind, Lazy<Task<Sandbox>>> _sandboxes;

    public Apps() =>
        _sandboxes = Enum.GetValues<DatabaseKind>().ToDictionary(kind => kind, kind => new Lazy<Task<Sandbox>>(() => StartAsync(kind)));

    public ForeignClient Foreign { get; } = ForeignClient.Start();

    /// <summary>The shared program on this database.</summary>
    public Task<Sandbox> On(DatabaseKind kind = DatabaseKind.Sqlite) => _sandboxes[kind].Value;

    /// <summary>A program of the test's own, which it may kill.</summary>
    public Task<Sandbox> StartAsync(DatabaseKind kind) => Sandbox.StartAsync(Foreign, kind);

    /// <summary>A program of the test's own, with settings of its own.</summary>
    public async Task<Sandbox> StartAsync(DatabaseKind kind, Func<ApiSettings, ApiSettings> set) =>
        await Sandbox.StartAsync(Foreign, await UsersDatabase.CreateAsync(kind), set);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in _sandboxes.Values.Where(sandbox => sandbox.IsValueCreated && sandbox.Value.IsCompletedSuccessfully))
            await (await sandbox.Value).DisposeAsync();
        await Foreign.DisposeAsync();
    }
}
