namespace OrleansUsers.Grains.Tests;

public class WatcherTests(UsersCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task A_write_does_not_wait_for_its_watchers()
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
                update = await fast.NextUpdate();
            while (update.User!.Name != "Ada 19");
        }
        finally
        {
            gate.Open();
        }
        do
            update = await stuck.NextUpdate();
        while (update.User!.Name != "Ada 19");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_failed_write_sends_no_update_and_makes_all_watchers_resubscribe(bool committed)
    {
        await User.Put("Ada", 0);
        var observer = new RecordingObserver(cluster);
        await User.Watch(observer.Watch());
        var failing = committed ? cluster.Faults.FailAfterCommit : cluster.Faults.FailBeforeCommit;
        failing[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => User.Put("Zoë", 1));

        Assert.Equal(_id, await observer.NextResubscribe());
        Assert.False(observer.HasUpdate);
        failing.Remove(_id, out _);
        Assert.Equal(committed ? "Zoë" : null, (await User.Watch(observer.Watch(known: 1)))?.User?.Name);
    }

    [Fact]
    public async Task Watchers_resubscribe_when_the_grain_is_deactivated_and_when_the_token_identifier_moves()
    {
        var observers = new[] { new RecordingObserver(cluster), new RecordingObserver(cluster, at: 1) };
        foreach (var observer in observers)
            await User.Watch(observer.Watch());
        await User.ResubscribeObservers();
        foreach (var observer in observers)
            Assert.Equal(_id, await observer.NextResubscribe());
        await cluster.Deactivate(_id);
        foreach (var observer in observers)
            Assert.Equal(_id, await observer.NextResubscribe());

        // The new activation has no watchers.
        await User.Put("Ada", 0);
        Assert.Equal(1, (await User.Watch(observers[0].Watch(known: 0)))!.Version);
        await User.Put("Zoë", 1);
        Assert.Equal((2, "Zoë"), (await observers[0].NextUpdate()).Summary());
        Assert.False(observers[1].HasUpdate);
    }

    [Fact]
    public async Task Of_one_process_only_the_last_watch_counts()
    {
        var first = new RecordingObserver(cluster);
        var last = new RecordingObserver(cluster);
        await User.Watch(first.Watch());
        await User.Watch(last.Watch());
        await User.Put("Ada", 0);
        Assert.Equal((1, "Ada"), (await last.NextUpdate()).Summary());
        await User.Put("Zoë", 1);
        Assert.Equal((2, "Zoë"), (await last.NextUpdate()).Summary());
        Assert.False(first.HasUpdate);
    }
}
