using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Two processes of one cluster whose silos speak TLS to each other.</summary>
internal sealed class SecureCluster : IAsyncDisposable
{
    private const int Active = 3;

    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly TemporaryFolder _shared = new();

    private SecureCluster() => Files = [NewFiles(Authority), NewFiles(Authority)];

    public SiloAuthority Authority { get; } = new();

    /// <summary>The certificates of the first process and of the second.</summary>
    public IReadOnlyList<SiloFiles> Files { get; }

    public UsersDatabase Database { get; private set; } = null!;

    /// <summary>What every process of the cluster is started with, but for its certificate.</summary>
    public ApiSettings Plain { get; private set; } = null!;

    public ApiProcess First { get; private set; } = null!;

    public ApiProcess Second { get; private set; } = null!;

    public static async Task<SecureCluster> StartAsync()
    {
        var cluster = new SecureCluster();
        try
        {
            cluster._owned.Push(cluster.Database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres));
            // Beside that file lie the secrets of Development, by which they know each other's users.
            cluster.Plain = new ApiSettings { Database = cluster.Database }.With("Storage__Path", cluster._shared.File("users.db"));
            cluster._owned.Push(cluster.First = await ApiProcess.StartAsync(cluster.Files[0].AddTo(cluster.Plain)));
            cluster._owned.Push(cluster.Second = await ApiProcess.StartAsync(cluster.Files[1].AddTo(cluster.Plain)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A certificate for one more process.</summary>
    public SiloFiles NewFiles(SiloAuthority authority) => new(_shared.File($"{Guid.NewGuid():N}"), authority);

    /// <summary>Users written at one process are read at another. There are so many that each process has some of them.</summary>
    public static async Task ServesAsync(ApiProcess writer, ApiProcess reader)
    {
        var ids = Enumerable.Range(0, 20).Select(_ => $"user_{Guid.NewGuid():N}").ToArray();
        foreach (var id in ids)
        {
            var created = new { type = "user.created", data = new { id, first_name = "Ada" } };
            var answer = await writer.PostAsync("/dev/webhooks", json: created);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
        }
        var token = (string)(await reader.PostAsync("/dev/tokens", json: new { sub = "reader" })).Json!["token"]!;
        var profiles = await new SignedIn(reader, token).ProfilesAsync(ids);
        Assert.True(profiles.Status == HttpStatusCode.OK, profiles.ToString());
        Assert.Equal(ids, profiles.Json!.AsArray().Select(profile => (string?)profile?["id"]));
    }

    /// <summary>Where the silos listen that are in the cluster, oldest first.</summary>
    public async Task<IReadOnlyList<IPEndPoint>> SilosAsync() =>
        [.. from silo in await MembersAsync() where silo.Status == Active select silo.Address];

    /// <summary>All silos that ever told of themselves, oldest first.</summary>
    public async Task<IReadOnlyList<(IPEndPoint Address, int Status)>> MembersAsync()
    {
        var rows = await Database.QueryAsync("select Address, Port, Status from OrleansMembershipTable order by StartTime, Generation");
        return [.. rows.Select(row => (new IPEndPoint(IPAddress.Parse((string)row["address"]!), (int)row["port"]!), (int)row["status"]!))];
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
            await owned.DisposeAsync();
        _shared.Dispose();
        Authority.Dispose();
    }
}
