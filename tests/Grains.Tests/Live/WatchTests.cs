namespace OrleansUsers.Grains.Tests;

public class WatchTests(UsersCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUser(_id);

    [Fact]
    public async Task A_watch_answers_the_newest_state_to_whoever_has_an_older_one()
    {
        var ear = new RecordingObserver(cluster);
        Assert.Equal(new UserUpdate(_id, 0, null), await User.Watch(ear.Watch()));
        Assert.Null(await User.Watch(ear.Watch(known: 0)));

        await User.Put("Ada", 0);
        await User.Put("Zoë", 1);
        foreach (var known in new long?[] { null, 0, 1 })
        {
            var update = await User.Watch(ear.Watch(known));
            Assert.Equal((_id, 2, "Zoë"), (update!.ExternalId, update.Version, update.User!.Name));
        }
        foreach (var known in new long[] { 2, 3, long.MaxValue })
            Assert.Null(await User.Watch(ear.Watch(known)));
        await cluster.Forget(_id);
        Assert.Equal(2, (await User.Watch(ear.Watch(known: 1)))!.Version);
        Assert.Null(await User.Watch(ear.Watch(known: 2)));
    }

    [Fact]
    public async Task Every_change_is_told_a_deletion_too()
    {
        var ear = new RecordingObserver(cluster);
        await User.Watch(ear.Watch());
        await User.Put("Ada", 0);
        Assert.Equal((1, "Ada"), (await ear.Heard()).Told());
        await User.Store(new UserClaims
        {
            Provider = "clerk",
            TokenIdentifier = $"https://clerk.test|{_id}",
            IssuedAt = Telling.Noon.AddSeconds(1),
            Name = "Zoë",
        });
        Assert.Equal((2, "Zoë"), (await ear.Heard()).Told());
        await User.Link($"https://other.test|{_id}");
        var linked = await ear.Heard();
        Assert.Equal((3, 2), (linked.Version, linked.User!.TokenIdentifiers.Count));
        await User.Unlink($"https://other.test|{_id}");
        Assert.Equal((4, "Zoë"), (await ear.Heard()).Told());
        await User.Delete(Telling.Noon);
        Assert.Equal(new UserUpdate(_id, 5, null), await ear.Heard());
    }

    [Fact]
    public async Task A_change_is_told_when_it_is_stored_and_not_before()
    {
        var stored = new List<(long Told, long Stored)>();
        var ear = new RecordingObserver(cluster)
        {
            OnChanged = update =>
            {
                stored.Add((update.Version, StoredVersion()));
                return Task.CompletedTask;
            },
        };
        await User.Put("Ada", 0);
        await User.Watch(ear.Watch());
        var gate = cluster.Trouble.Hold[_id] = new Gate();
        var write = User.Put("Zoë", 1);
        await gate.Arrived.WaitAsync(Patience);

        // A word that takes the same way, sent while the write is under way: had the change been told, it would be here.
        await User.SignInMoved();
        try
        {
            await ear.AskedAgain();
            Assert.False(ear.HasNews);
        }
        finally
        {
            gate.Open();
        }
        await write;
        Assert.Equal((2, "Zoë"), (await ear.Heard()).Told());
        Assert.All(stored, one => Assert.True(one.Stored >= one.Told, $"version {one.Told} was told, and {one.Stored} was stored"));
    }

    [Fact]
    public async Task Of_many_changes_the_newest_is_told_and_no_version_twice()
    {
        var ear = new RecordingObserver(cluster);
        await User.Watch(ear.Watch());
        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => User.Put($"Ada {n}", n)));
        var newest = (await User.Get())!;
        var heard = new List<UserUpdate>();
        // One may overtake the other on the way, which is why each has its version; a process drops what is older than what it has.
        do
            heard.Add(await ear.Heard());
        while (heard[^1].Version != newest.Version);
        Assert.Equal((newest.Version, newest.Name), heard[^1].Told());
        Assert.Equal(heard.Count, heard.Select(update => update.Version).Distinct().Count());
        Assert.All(heard, update => Assert.Equal(update.Version, update.User!.Version));
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
