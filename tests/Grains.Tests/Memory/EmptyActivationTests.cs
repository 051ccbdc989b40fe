namespace OrleansUsers.Grains.Tests;

/// <summary>Reads of ids that do not exist neither fill the memory nor disturb other calls.</summary>
/// <param name="cluster">A cluster of its own, because the tests count activations.</param>
public sealed class EmptyActivationTests(UsersCluster cluster) : IClassFixture<UsersCluster>
{
    private const int UnknownIds = 3 * EmptyActivations.MaxCount;
    private const int AtOnce = 500;
    private const int OtherActivations = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _id = NewId();

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task However_many_unknown_ids_are_read_few_activations_stay()
    {
        var users = await FloodAsync(id => cluster.Grains.GetUserGrain(id).Get());
        var tokens = await FloodAsync(id => cluster.Grains.GetToken($"https://clerk.test|{id}").Find());
        var logs = await FloodAsync(id => cluster.Grains.GetChannelLog(id).Read(new MessageRange { Limit = 1 }));

        Assert.All(users, Assert.Null);
        Assert.All(tokens, Assert.Null);
        Assert.All(logs, log => Assert.Empty(log.Messages));
        await WaitForActivationsAsync(EmptyActivations.MaxCount * cluster.Silos.Count + OtherActivations);
    }

    [Fact]
    public async Task An_unknown_id_that_is_read_all_the_time_keeps_its_activation()
    {
        Assert.Null(await User.Get());
        var activation = cluster.Activation(_id);
        for (var round = 0; round < UnknownIds / AtOnce; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => cluster.Grains.GetUserGrain(NewId()).Get()));
            Assert.Null(await User.Get());
        }
        Assert.Same(activation, cluster.Activation(_id));
    }

    [Fact]
    public async Task First_writes_and_reads_of_new_users_succeed_in_a_flood_of_unknown_ids()
    {
        var flood = FloodAsync(id => cluster.Grains.GetUserGrain(id).Get());
        while (!flood.IsCompleted)
        {
            var id = NewId();
            var user = cluster.Grains.GetUserGrain(id);
            Assert.Null(await user.Get());
            var reads = Enumerable.Range(0, 64).Select(_ => user.Get()).ToArray();
            await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => user.Put("Ada", 0)));
            await Task.WhenAll(reads);

            Assert.Equal("Ada", (await user.Get())?.Name);
            Assert.Equal(1, cluster.Faults.Writes[id]);
        }
        await flood;
    }

    [Fact]
    public async Task A_watcher_of_an_unknown_id_is_notified_after_a_flood_of_other_ids()
    {
        var observer = new RecordingObserver(cluster);
        Assert.Equal(0, (await User.Watch(observer.Watch()))!.Version);
        await FloodAsync(id => cluster.Grains.GetUserGrain(id).Get());
        await User.Put("Ada", 0);
        Assert.Equal((1, "Ada"), (await observer.NextUpdate()).Summary());
    }

    private static string NewId() => $"user_{Guid.NewGuid():N}";

    private static async Task<List<T>> FloodAsync<T>(Func<string, Task<T>> ask)
    {
        var answers = new List<T>();
        while (answers.Count < UnknownIds)
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => ask(NewId()))));
        return answers;
    }

    // Grains are deactivated after their last answer, in turns of their own.
    private async Task WaitForActivationsAsync(int limit)
    {
        var management = cluster.Grains.GetGrain<IManagementGrain>(0);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(Patience);
        while (await management.GetTotalActivationCount() is var count && count > limit)
            Assert.True(!patience.IsCancellationRequested && await beat.WaitForNextTickAsync(), $"{count} activations stay.");
    }
}
