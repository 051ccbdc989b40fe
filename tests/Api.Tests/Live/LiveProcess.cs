using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Api.Tests;

/// <summary>What shows users live in a process, with a clock that can be turned and a cluster that does as it is told.</summary>
internal sealed class LiveProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private readonly LiveRenewal _renewal;

    private LiveProcess()
    {
        (Factory, Grains) = FakeUsers.Start();
        Users = new LiveUsers(Factory, Cluster, Cluster, Clock, new Meter("test"), NullLogger<LiveUsers>.Instance);
        _renewal = new LiveRenewal(Users, Cluster, Clock);
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakeCluster Cluster { get; } = new();

    public IGrainFactory Factory { get; }

    /// <summary>Whom the factory leads to.</summary>
    public FakeUsers Grains { get; }

    public LiveUsers Users { get; }

    public static async Task<LiveProcess> StartAsync()
    {
        var process = new LiveProcess();
        await process._renewal.StartAsync(CancellationToken.None);
        return process;
    }

    /// <summary>A user that is read from now on.</summary>
    public async Task<LiveUser> JoinAsync(string id)
    {
        var user = await Users.AddReader(id);
        await Grains.Watched();
        return user;
    }

    /// <summary>A caller who follows that user from now on.</summary>
    /// <param name="token">Null for the user's own sign-in.</param>
    public async Task<LiveCaller> FollowAsync(string id, string? token = null)
    {
        var provider = new Provider { Name = "clerk", Kind = ProviderKind.Clerk, Issuer = "https://clerk.test" };
        var caller = new Caller(provider, id, provider.Issuer, Claims(token ?? $"https://clerk.test|{id}"), DateTimeOffset.MaxValue);
        var following = await LiveCaller.Follow(
            caller, Users, AloneProcess.Users(Factory), Clock, new DefaultHttpContext());
        await Grains.Watched();
        return following;
    }

    private static UserClaims Claims(string token) =>
        new() { Provider = "clerk", TokenIdentifier = token, IssuedAt = DateTimeOffset.UnixEpoch };

    /// <summary>Whom the next watches are for.</summary>
    public async Task<List<string>> RoundAsync(int count)
    {
        var watched = new List<string>();
        while (watched.Count < count)
            watched.Add(await TurnAsync(Grains.Watched()));
        return [.. watched.Order(StringComparer.Ordinal)];
    }

    /// <summary>Turns the clock until then.</summary>
    public async Task<T> TurnAsync<T>(Task<T> until)
    {
        await TurnAsync((Task)until);
        return await until;
    }

    /// <inheritdoc cref="TurnAsync{T}"/>
    public async Task TurnAsync(Task until)
    {
        var watch = Stopwatch.StartNew();
        // Little by little: what comes due has a moment to happen.
        while (await Task.WhenAny(until, Task.Delay(2)) != until)
        {
            Assert.True(watch.Elapsed < 3 * Patience, "It does not happen, however late it is.");
            Clock.Advance(Step);
        }
        await until;
    }

    public async ValueTask DisposeAsync()
    {
        await _renewal.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _renewal.Dispose();
        Cluster.Dispose();
    }
}
