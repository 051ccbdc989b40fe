using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Users of one scenario, who have a message each and a live stream each. The crowd has neither, and no tokens.</summary>
internal sealed class Population : IAsyncDisposable
{
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 16 };
    private const int MessagesOfChannel = 100;

    // The cluster may still be busy with the fault before.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(100);

    private readonly string _name = $"truth-{Guid.NewGuid():N}"[..16];

    private Population(int users, int crowd)
    {
        Full = [.. Enumerable.Range(0, users).Select(New)];
        Crowd = [.. Enumerable.Range(users, crowd).Select(number => new TrackedUser(Person.New(), number, Change.Update, last: null))];
        All = [.. Full, .. Crowd];
    }

    public IReadOnlyList<TrackedUser> Full { get; }

    /// <summary>Each of these is changed once.</summary>
    public IReadOnlyList<TrackedUser> Crowd { get; }

    public IReadOnlyList<TrackedUser> All { get; }

    /// <summary>The channels that have a message of each user.</summary>
    public IEnumerable<string> Channels =>
        Enumerable.Range(0, (Full.Count + MessagesOfChannel - 1) / MessagesOfChannel).Select(channel => $"{_name}-{channel}");

    /// <summary>Stores all users, at all these processes in turn.</summary>
    public static async Task<Population> CreateAsync(Fleet fleet, Changes changes, IReadOnlyList<int> processes, int users, int crowd)
    {
        var population = new Population(users, crowd);
        await Parallel.ForEachAsync(population.All, ManyAtOnce, async (user, _) =>
        {
            var process = processes[user.Number % processes.Count];
            await UntilAsync(HttpStatusCode.OK, () => changes.SendAsync(user, user.Usual, process));
            if (user.Number < users)
                await population.SettleAsync(user, fleet, fleet.All[process]);
        });
        return population;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in Full)
            await (user.Stream?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task SettleAsync(TrackedUser user, Fleet fleet, ApiProcess at)
    {
        user.Token = await fleet.TokenAsync(user.Id);
        await UntilAsync(
            HttpStatusCode.Created,
            async () => await new SignedIn(at, user.Token).SendAsync("Hello", $"{_name}-{user.Number / MessagesOfChannel}"));
        user.Stream = await WatchedStream.OpenAsync(at, user.Token);
    }

    private static async Task UntilAsync(HttpStatusCode expected, Func<Task<Answer?>> call)
    {
        using var retry = new PeriodicTimer(RetryEvery);
        for (var begin = Stopwatch.GetTimestamp(); ; await retry.WaitForNextTickAsync())
        {
            var answer = await call();
            if (answer?.Status == expected)
                return;
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, $"{answer}");
        }
    }

    private static TrackedUser New(int number) => (number % 10) switch
    {
        0 => new TrackedUser(Person.New(), number, Change.Update, Change.Delete),
        1 => new TrackedUser(Person.New(), number, Change.Update, Change.AdminDelete),
        2 => new TrackedUser(Person.New(), number, Change.Update, Change.Ban),
        3 => new TrackedUser(Person.New(), number, Change.Store, last: null),
        4 => new TrackedUser(Person.New(), number, Change.Store, Change.AdminDelete),
        _ => new TrackedUser(Person.New(), number, Change.Update, last: null),
    };
}
