namespace OrleansUsers.Grains.Tests;

public class WatcherTests(UsersCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUser(_id);

    [Fact]
    public async Task A_write_does_not_wait_for_whoever_hears_of_it()
    {
        var (gate, fast) = (new Gate(), new RecordingObserver(cluster, at: 1));
        var stuck = new RecordingObserver(cluster) { OnChanged = _ => gate.Pass() };
        await User.Watch(stuck.Watch());
        await User.Watch(fast.Watch());
        await User.Put("Ada", 0);
        await gate.Arrived.WaitAsync(Patience);

        UserUpdate update;
        try
        {
            for (var n = 1; n < 20; n++)
                await User.Put($"Ada {n}", n).WaitAsync(TimeSpan.FromSeconds(5));
            do
                update = await fast.Heard();
            while (update.User!.Name != "Ada 19");
        }
        finally
        {
            gate.Open();
        }
        do
            update = await stuck.Heard();
        while (update.User!.Name != "Ada 19");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_write_that_failed_is_not_told_and_has_everybody_ask_again(bool committed)
    {
        await User.Put("Ada", 0);
        var ear = new RecordingObserver(cluster);
        await User.Watch(ear.Watch());
        var failing = committed ? cluster.Trouble.FailAfterCommit : cluster.Trouble.FailBeforeCommit;
        failing[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => User.Put("Zoë", 1));

        Assert.Equal(_id, await ear.AskedAgain());
        Assert.False(ear.HasNews);
        failing.Remove(_id, out _);
        Assert.Equal(committed ? "Zoë" : null, (await User.Watch(ear.Watch(known: 1)))?.User?.Name);
    }

    [Fact]
    public async Task Whoever_watches_is_told_to_ask_again_when_the_grain_leaves_and_when_the_sign_in_moves()
    {
        var ears = new[] { new RecordingObserver(cluster), new RecordingObserver(cluster, at: 1) };
        foreach (var ear in ears)
            await User.Watch(ear.Watch());
        await User.ResubscribeObservers();
        foreach (var ear in ears)
            Assert.Equal(_id, await ear.AskedAgain());
        await cluster.Forget(_id);
        foreach (var ear in ears)
            Assert.Equal(_id, await ear.AskedAgain());

        // It is another activation, which knows nobody who watches.
        await User.Put("Ada", 0);
        Assert.Equal(1, (await User.Watch(ears[0].Watch(known: 0)))!.Version);
        await User.Put("Zoë", 1);
        Assert.Equal((2, "Zoë"), (await ears[0].Heard()).Told());
        Assert.False(ears[1].HasNews);
    }

    [Fact]
    public async Task Of_one_process_only_the_last_watch_counts()
    {
        var first = new RecordingObserver(cluster);
        var last = new RecordingObserver(cluster);
        await User.Watch(first.Watch());
        await User.Watch(last.Watch());
        await User.Put("Ada", 0);
        Assert.Equal((1, "Ada"), (await last.Heard()).Told());
        await User.Put("Zoë", 1);
        Assert.Equal((2, "Zoë"), (await last.Heard()).Told());
        Assert.False(first.HasNews);
    }
}
