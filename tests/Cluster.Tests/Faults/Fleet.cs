using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>
/// Processes of one cluster, on a database server of their own. Each of them, the server and the network between them may fail.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly TemporaryFolder _shared = new();
    private Func<string, Task<string>> _token = null!;

    private Fleet()
    {
    }

    public PostgresServer Server { get; private set; } = null!;

    public UsersDatabase Database { get; private set; } = null!;

    public IReadOnlyList<ApiProcess> All { get; private set; } = [];

    /// <summary>What Clerk signs its webhooks with.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>Processes set up as in production.</summary>
    public static Task<Fleet> StartAsync(int processes) => StartAsync(async fleet =>
    {
        var app = fleet.Own(await Sandbox.StartAsync(fleet.Own(ForeignClient.Start()), fleet.Database));
        (fleet.Secret, fleet.All) = (app.Secret, [app.Api]);
        fleet._token = subject => app.Clerk.TokenAsync(subject, claims => claims["exp"] = (long)claims["iat"]! + 7_200);
        var starting = Enumerable.Range(1, processes - 1).Select(_ => app.StartPeerAsync()).ToArray();
        foreach (var peer in starting)
            fleet.All = [.. fleet.All, fleet.Own(await peer)];
    });

    /// <summary>Processes on hosts of their own. No issuer is reached from there, so they sign in as in Development.</summary>
    public static Task<Fleet> StartAsync(TestNetwork network) => StartAsync(async fleet =>
    {
        var data = fleet._shared;
        using var authority = new SiloAuthority();
        foreach (var (number, host) in network.Hosts.Index())
        {
            var settings = new ApiSettings { Database = fleet.Database, Network = host }
                .With("Storage__Path", data.File("users.db"))
                .With("Orleans__AdvertisedIPAddress", TestNetwork.AddressOf(number));
            fleet.All = [.. fleet.All, fleet.Own(await ApiProcess.StartAsync(new SiloFiles(data.File(host), authority).AddTo(settings)))];
        }
        fleet.Secret = (string)JsonNode.Parse(await File.ReadAllTextAsync(data.File("development.json")))!["WebhookSecret"]!;
        fleet._token = async subject => (string)(await fleet.All[0].PostAsync("/dev/tokens", json: new { sub = subject })).Json!["token"]!;
    });

    /// <summary>A caller whose token outlives the test.</summary>
    public async Task<SignedIn> SignedInAsync(string subject, ApiProcess at) => new(at, await _token(subject));

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
            await owned.DisposeAsync();
        _shared.Dispose();
    }

    private static async Task<Fleet> StartAsync(Func<Fleet, Task> start)
    {
        var fleet = new Fleet();
        try
        {
            fleet.Server = fleet.Own(await PostgresServer.StartAsync());
            fleet.Database = fleet.Own(await UsersDatabase.CreateAsync(fleet.Server));
            await start(fleet);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }
}
