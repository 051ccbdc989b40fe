namespace OrleansUsers.Grains.Tests;

public class WatchTests(UsersCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task A_watch_answers_the_newest_state_when_the_known_version_is_older()
    {
        var observer = new RecordingObserver(cluster);
        Assert.Equal(new UserUpdate(_id, 0, null), await User.Watch(observer.Watch()));
        Assert.Null(await User.Watch(observer.Watch(known: 0)));

        await User.Put("Ada", 0);
        await User.Put("Zoë", 1);
        foreach (var known in new long?[] { null, 0, 1 })
        {
            var update = await User.Watch(observer.Watch(known));
            Assert.Equal((_id, 2, "Zoë"), (update!.ExternalId, update.Version, update.User!.Name));
        }
        foreach (var known in new long[] { 2, 3, long.MaxValue })
            Assert.Null(await User.Watch(observer.Watch(known)));
        await cluster.Deactivate(_id);
        Assert.Equal(2, (await User.Watch(observer.Watch(known: 1)))!.Version);
        Assert.Null(await User.Watch(observer.Watch(known: 2)));
    }

    [Fact]
    public async Task Watchers_are_notified_of_every_change_and_of_a_deletion()
    {
        var observer = new RecordingObserver(cluster);
        await User.Watch(observer.Watch());
        await User.Put("Ada", 0);
        Assert.Equal((1, "Ada"), (await observer.NextUpdate()).Summary());
        await User.Store(new UserClaims
        {
            Provider = "clerk",
            TokenIdentifier = $"https://clerk.test|{_id}",
            IssuedAt = UserUpdates.Noon.AddSeconds(1),
            Name = "Zoë",
        });
        Assert.Equal((2, "Zoë"), (await observer.NextUpdate()).Summary());
        await User.Link($"https://other.test|{_id}");
        var linked = await observer.NextUpdate();
        Assert.Equal((3, 2), (linked.Version, linked.User!.TokenIdentifiers.Count));
        await User.Unlink($"https://other.test|{_id}");
        Assert.Equal((4, "Zoë"), (await observer.NextUpdate()).Summary());
        await User.Delete(UserUpdates.Noon);
        Assert.Equal(new UserUpdate(_id, 5, null), await observer.NextUpdate());
    }

    [Fact]
    public async Task Watchers_are_notified_of_a_change_when_it_is_stored_and_not_before()
    {
        var versions = new List<(long Update, long Stored)>();
        var observer = new RecordingObserver(cluster)
        {
            OnChanged = update =>
            {
                versions.Add((update.Version, StoredVersion()));
                return Task.CompletedTask;
            },
        };
        await User.Put("Ada", 0);
        await User.Watch(observer.Watch());
        var gate = cluster.Faults.Hold[_id] = new Gate();
        var write = User.Put("Zoë", 1);
        await gate.Arrived.WaitAsync(Patience);

        // This message takes the same way and is sent during the write. An update that was sent before it would have arrived, too.
        await User.ResubscribeObservers();
        try
        {
            await observer.NextResubscribe();
            Assert.False(observer.HasUpdate);
        }
        finally
        {
            gate.Open();
        }
        await write;
        Assert.Equal((2, "Zoë"), (await observer.NextUpdate()).Summary());
        Assert.All(versions, one => Assert.True(
            one.Stored >= one.Update, $"The update had version {one.Update}, and version {one.Stored} was stored."));
    }

    [Fact]
    public async Task Of_many_changes_watchers_get_the_newest_and_no_version_twice()
    {
        var observer = new RecordingObserver(cluster);
        await User.Watch(observer.Watch());
        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => User.Put($"Ada {n}", n)));
        var newest = (await User.Get())!;
        var updates = new List<UserUpdate>();
        // An update may overtake another one. So each has a version, and a process drops updates that are older than its newest one.
        do
            updates.Add(await observer.NextUpdate());
        while (updates[^1].Version != newest.Version);
        Assert.Equal((newest.Version, newest.Name), updates[^1].Summary());
        Assert.Equal(updates.Count, updates.Select(update => update.Version).Distinct().Count());
        Assert.All(updates, update => Assert.Equal(update.Version, update.User!.Version));
    }

    private long StoredVersion()
    {
        using var connection = cluster.File.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select version from users where external_id = $id";
        command.Parameters.AddWithValue("$id", _id);
        return (long)command.ExecuteScalar()!;
    }
}
