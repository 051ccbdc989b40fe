using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Processes of one cluster, on a database server of their own. Each of them, and the server, may fail.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly ForeignClient _foreign;
    private readonly List<ApiProcess> _peers = [];

    private Fleet(ForeignClient foreign, PostgresServer server, Sandbox app) => (_foreign, Server, App) = (foreign, server, app);

    public PostgresServer Server { get; }

    public Sandbox App { get; }

    /// <summary>The first is that of <see cref="App"/>.</summary>
    public IReadOnlyList<ApiProcess> All => [App.Api, .. _peers];

    public static async Task<Fleet> StartAsync(int processes)
    {
        var foreign = ForeignClient.Start();
        var server = await PostgresServer.StartAsync();
        var fleet = new Fleet(foreign, server, await Sandbox.StartAsync(foreign, await UsersDatabase.CreateAsync(server)));
        while (fleet._peers.Count < processes - 1)
            fleet._peers.Add(await fleet.App.StartPeerAsync());
        return fleet;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_peers.Select(peer => peer.DisposeAsync().AsTask()));
        await App.DisposeAsync();
        await Server.DisposeAsync();
        await _foreign.DisposeAsync();
    }
}
