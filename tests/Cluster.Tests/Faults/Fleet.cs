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
    private Func<string, Action<JsonObject>?, Task<string>> _token = null!;
    private ApiSettings _settings = null!;

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
        (fleet.Secret, fleet.All, fleet._settings) = (app.Secret, [app.Api], app.Settings);
        fleet._token = (subject, set) => app.Clerk.TokenAsync(subject, claims =>
        {
            claims["exp"] = (long)claims["iat"]! + 7_200;
            set?.Invoke(claims);
        });
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
                .With("ADMIN_API_KEY", Sandbox.AdminKey)
                .With("Orleans__AdvertisedIPAddress", TestNetwork.AddressOf(number));
            fleet.All = [.. fleet.All, fleet.Own(await ApiProcess.StartAsync(new SiloFiles(data.File(host), authority).AddTo(settings)))];
        }
        fleet.Secret = (string)JsonNode.Parse(await File.ReadAllTextAsync(data.File("development.json")))!["WebhookSecret"]!;
        fleet._token = async (subject, set) =>
        {
            var claims = new JsonObject { ["sub"] = subject };
            set?.Invoke(claims);
            foreach (var process in fleet.All)
            {
                try
                {
                    return (string)(await process.PostAsync("/dev/tokens", json: claims)).Json!["token"]!;
                }
                catch (HttpRequestException)
                {
                    // It has ended. All processes know the same key.
                }
            }
            throw new InvalidOperationException("No process runs.");
        };
    });

    /// <summary>Starts one more process of the cluster.</summary>
    /// <param name="set">Changes its settings.</param>
    public async Task<ApiProcess> JoinAsync(Func<ApiSettings, ApiSettings>? set = null)
    {
        var joined = Own(await ApiProcess.StartAsync(set is null ? _settings : set(_settings)));
        All = [.. All, joined];
        return joined;
    }

    /// <summary>Stops a process that has joined, for good.</summary>
    public async Task LeaveAsync(ApiProcess joined)
    {
        await joined.StopAsync();
        All = [.. All.Where(process => process != joined)];
    }

    /// <summary>Starts the processes again that have ended.</summary>
    public async Task RestartEndedAsync()
    {
        foreach (var ended in All.Where(process => process.ExitCode is not null))
            await ended.RestartAsync();
    }

    public int NumberOf(ApiProcess process) => All.Index().Single(each => each.Item == process).Index;

    /// <summary>A token that outlives the test. <paramref name="set"/> changes its claims.</summary>
    public Task<string> TokenAsync(string subject, Action<JsonObject>? set = null) => _token(subject, set);

    /// <summary>Locks a table against everybody. Disposing of the result ends that.</summary>
    public async Task<IAsyncDisposable> LockAsync(string table)
    {
        var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"begin; lock table {table} in access exclusive mode";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>A caller whose token outlives the test.</summary>
    public async Task<SignedIn> SignedInAsync(string subject, ApiProcess at) => new(at, await TokenAsync(subject));

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
