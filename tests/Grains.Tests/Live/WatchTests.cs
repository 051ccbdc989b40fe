namespace OrleansUsers.Grains.Tests;

public class WatchTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUser(_id);

    [Fact]
    public async Task A_watch_answers_the_newest_state_to_whoever_has_an_older_one()
    {
        var ear = new Ear(cluster);
        Assert.Equal(new UserNews(_id, 0, null), await User.Watch(ear.Watch()));
        Assert.Null(await User.Watch(ear.Watch(known: 0)));

        await Put("Ada", 0);
        await Put("Zoë", 1);
        foreach (var known in new long?[] { null, 0, 1 })
        {
            var news = await User.Watch(ear.Watch(known));
            Assert.Equal((_id, 2, "Zoë"), (news!.ExternalId, news.Version, news.User!.Name));
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
        var ear = new Ear(cluster);
        await User.Watch(ear.Watch());
        await Put("Ada", 0);
        Assert.Equal((1, "Ada"), Of(await ear.Heard()));
        await User.Store(new UserClaims { Provider = "clerk", TokenIdentifier = $"https://clerk.test|{_id}", IssuedAt = Noon.AddSeconds(1), Name = "Zoë" });
        Assert.Equal((2, "Zoë"), Of(await ear.Heard()));
        await User.Link($"https://other.test|{_id}");
        var linked = await ear.Heard();
        Assert.Equal((3, 2), (linked.Version, linked.User!.TokenIdentifiers.Count));
        await User.Unlink($"https://other.test|{_id}");
        Assert.Equal((4, "Zoë"), Of(await ear.Heard()));
        await User.Delete(Noon);
        Assert.Equal(new UserNews(_id, 5, null), await ear.Heard());
    }

    [Fact]
    public async Task A_change_is_told_when_it_is_stored_and_not_before()
    {
        var stored = new List<(long Told, long Stored)>();
        var ear = new Ear(cluster) { OnChanged = news => { stored.Add((news.Version, StoredVersion())); return Task.CompletedTask; } };
        await Put("Ada", 0);
        await User.Watch(ear.Watch());
        var gate = cluster.Trouble.Hold[_id] = new Gate();
        var write = Put("Zoë", 1);
        await gate.Arrived.WaitAsync(Patience);

        // A word that takes the same way, sent while the write is under way: had the change been told, it would be here.
        await User.SignInMoved();
        await ear.AskedAgain();
        Assert.False(ear.HasNews);
        gate.Open();
        await write;
        Assert.Equal((2, "Zoë"), Of(await ear.Heard()));
        Assert.All(stored, one => Assert.True(one.Stored >= one.Told, $"version {one.Told} was told, and {one.Stored} was stored"));
    }

    [Fact]
    public async Task Of_many_changes_the_newest_is_told_and_the_versions_only_grow()
    {
        var ear = new Ear(cluster);
        await User.Watch(ear.Watch());
        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => Put($"Ada {n}", n)));
        var newest = (await User.Get())!.Version;
        var versions = new List<long>();
        do
            versions.Add((await ear.Heard()).Version);
        while (versions[^1] != newest);
        Assert.Equal(versions.Order(), versions);
    }

    [Fact]
    public async Task A_write_does_not_wait_for_whoever_hears_of_it()
    {
        var (gate, fast) = (new Gate(), new Ear(cluster, at: 1));
        var stuck = new Ear(cluster) { OnChanged = _ => gate.Pass() };
        await User.Watch(stuck.Watch());
        await User.Watch(fast.Watch());
        await Put("Ada", 0);
        await gate.Arrived.WaitAsync(Patience);

        for (var n = 1; n < 20; n++)
            await Put($"Ada {n}", n).WaitAsync(TimeSpan.FromSeconds(5));
        UserNews news;
        do
            news = await fast.Heard();
        while (news.User!.Name != "Ada 19");
        gate.Open();
        do
            news = await stuck.Heard();
        while (news.User!.Name != "Ada 19");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_write_that_failed_is_not_told_and_has_everybody_ask_again(bool committed)
    {
        await Put("Ada", 0);
        var ear = new Ear(cluster);
        await User.Watch(ear.Watch());
        var failing = committed ? cluster.Trouble.FailAfterCommit : cluster.Trouble.FailBeforeCommit;
        failing[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Put("Zoë", 1));

        Assert.Equal(_id, await ear.AskedAgain());
        Assert.False(ear.HasNews);
        failing.Remove(_id, out _);
        Assert.Equal(committed ? "Zoë" : null, (await User.Watch(ear.Watch(known: 1)))?.User?.Name);
    }

    [Fact]
    public async Task Whoever_watches_is_told_to_ask_again_when_the_grain_leaves_and_when_the_sign_in_moves()
    {
        var ears = new[] { new Ear(cluster), new Ear(cluster, at: 1) };
        foreach (var ear in ears)
            await User.Watch(ear.Watch());
        await User.SignInMoved();
        foreach (var ear in ears)
            Assert.Equal(_id, await ear.AskedAgain());
        await cluster.Forget(_id);
        foreach (var ear in ears)
            Assert.Equal(_id, await ear.AskedAgain());

        // It is another activation, which knows nobody who watches.
        await Put("Ada", 0);
        Assert.Equal(1, (await User.Watch(ears[0].Watch(known: 0)))!.Version);
        await Put("Zoë", 1);
        Assert.Equal((2, "Zoë"), Of(await ears[0].Heard()));
        Assert.False(ears[1].HasNews);
    }

    [Fact]
    public async Task Of_one_process_only_the_last_watch_counts()
    {
        var first = new Ear(cluster);
        var last = new Ear(cluster);
        await User.Watch(first.Watch());
        await User.Watch(last.Watch());
        await Put("Ada", 0);
        Assert.Equal((1, "Ada"), Of(await last.Heard()));
        await Put("Zoë", 1);
        Assert.Equal((2, "Zoë"), Of(await last.Heard()));
        Assert.False(first.HasNews);
    }

    private Task<UpsertOutcome> Put(string name, int seconds) => User.Upsert(new()
    {
        Provider = "clerk",
        TokenIdentifier = $"https://clerk.test|{_id}",
        CreatedAt = Noon,
        UpdatedAt = Noon.AddSeconds(seconds),
        SentAt = Noon.AddSeconds(seconds),
        FirstName = name,
    });

    private long StoredVersion()
    {
        using var connection = cluster.File.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select version from users where external_id = $id";
        command.Parameters.AddWithValue("$id", _id);
        return (long)command.ExecuteScalar()!;
    }

    private static (long Version, string? Name) Of(UserNews news) => (news.Version, news.User?.Name);
}
