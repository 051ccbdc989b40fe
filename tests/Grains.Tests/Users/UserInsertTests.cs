namespace OrleansUsers.Grains.Tests;

/// <summary>
/// A user who is said to be new is stored without a grain, whoever turns out to be there already and whoever waits for it.
/// </summary>
public sealed class UserInsertTests(LoneUsersCluster cluster) : IClassFixture<LoneUsersCluster>
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUser(_id);

    [Fact]
    public async Task New_users_in_numbers_are_written_once_and_not_read_and_take_no_memory()
    {
        var gate = cluster.Trouble.Hold[_id] = new Gate();
        var first = Create(Snapshot("Ada", Noon));
        await gate.Arrived;
        var others = Enumerable.Range(0, 20).Select(n => $"{_id}{n}").ToList();
        var rest = others.Select(id => cluster.Insert(id, Said.Of(id, "Zoë", Noon))).ToList();
        gate.Open();

        Assert.All(await Task.WhenAll(rest), Assert.True);
        Assert.Equal(UpsertOutcome.Applied, await first);
        Assert.All(others, id => Assert.Equal(1, cluster.Trouble.Writes[id]));
        // One of them may come after a pause, on a busy machine.
        Assert.InRange(others.Count(cluster.Trouble.Reads.ContainsKey), 0, 1);
        var user = await cluster.Grains.GetUser(others[0]).Get();
        Assert.Equal(("Zoë", 1L), (user!.Name, user.Version));
    }

    [Fact]
    public async Task A_new_user_who_comes_alone_is_in_memory_soon_after()
    {
        await Task.Delay(2 * UserInserts.SignUpPause, TestContext.Current.CancellationToken);
        Assert.True(await cluster.Insert(_id, Snapshot("Ada", Noon)));

        var deadline = Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        while (cluster.Local(_id) is null && !deadline.IsCompleted)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Equal("Ada", cluster.Local(_id)?.Name);
    }

    [Fact]
    public async Task A_new_user_is_changed_as_any_other()
    {
        Assert.True(await cluster.Insert(_id, Snapshot("Ada", Noon)));

        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Ada", Noon)));
        Assert.Equal(UpsertOutcome.Applied, await User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1))));
        Assert.Equal(("Zoë", 2L), ((await User.Get())!.Name, (await User.Get())!.Version));
    }

    [Fact]
    public async Task Whoever_was_told_that_there_is_nobody_is_told_of_the_new_user_next()
    {
        Assert.Null(await User.Get());
        await Create(Snapshot("Ada", Noon));

        Assert.Equal("Ada", (await User.Get())!.Name);
    }

    [Fact]
    public async Task Whoever_watches_an_unknown_id_hears_of_the_new_user()
    {
        var ear = new RecordingObserver(cluster);
        Assert.Equal(0, (await User.Watch(ear.Watch()))!.Version);
        await Create(Snapshot("Ada", Noon));

        Assert.Equal((1, "Ada"), (await ear.Heard()).Told());
    }

    [Fact]
    public async Task Whoever_comes_to_watch_while_the_new_user_is_written_hears_of_it()
    {
        var gate = cluster.Trouble.Hold[_id] = new Gate();
        var creation = Create(Snapshot("Ada", Noon));
        await gate.Arrived;
        var ear = new RecordingObserver(cluster);
        Assert.Equal(0, (await User.Watch(ear.Watch()))!.Version);
        gate.Open();

        Assert.Equal(UpsertOutcome.Applied, await creation);
        Assert.Equal((1, "Ada"), (await ear.Heard()).Told());
    }

    [Theory, InlineData(-1, "Zoë"), InlineData(1, "Ada")]
    public async Task A_creation_of_a_stored_user_is_one_more_word(int seconds, string newest)
    {
        await User.Upsert(Snapshot("Zoë", Noon));
        await cluster.Forget(_id);

        var outcome = await Create(Snapshot("Ada", Noon.AddSeconds(seconds)));
        Assert.Equal(seconds > 0 ? UpsertOutcome.Applied : UpsertOutcome.Unchanged, outcome);
        Assert.Equal(newest, (await User.Get())!.Name);
    }

    [Fact]
    public async Task A_creation_does_not_revive_a_deleted_user()
    {
        await User.Delete(Noon);
        await cluster.Forget(_id);

        Assert.Equal(UpsertOutcome.Unchanged, await Create(Snapshot("Ada", Noon.AddHours(1))));
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task A_creation_of_another_providers_user_is_elsewhere_and_changes_nothing()
    {
        var subject = $"{Guid.NewGuid():N}";
        var user = cluster.Grains.GetUser($"auth0|{subject}");
        await user.Upsert(Snapshot("Zoë", Noon) with { Provider = "auth0", TokenIdentifier = $"https://auth0.test|{subject}" });
        await cluster.Forget($"auth0|{subject}");

        var alike = Snapshot("Ada", Noon.AddSeconds(1)) with { TokenIdentifier = $"https://clerk.test|auth0|{subject}" };
        Assert.False(await cluster.Insert($"auth0|{subject}", alike));
        Assert.Equal(UpsertOutcome.NotOwner, await user.Upsert(alike));
        Assert.Equal(("Zoë", "auth0"), ((await user.Get())!.Name, (await user.Get())!.Provider));
    }

    [Fact]
    public async Task A_sign_in_that_does_not_make_the_user_creates_nobody()
    {
        Assert.False(await cluster.Insert(_id, Snapshot("Ada", Noon) with { TokenIdentifier = "https://clerk.test|somebody" }));
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task A_creation_whose_sign_in_is_another_users_makes_nobody()
    {
        var holder = cluster.Grains.GetUser($"{_id}holder");
        await holder.Upsert(Snapshot("Zoë", Noon) with { TokenIdentifier = $"https://clerk.test|{_id}holder" });
        await holder.Link($"https://clerk.test|{_id}");

        Assert.Equal(UpsertOutcome.NotOwner, await Create(Snapshot("Ada", Noon)));
        Assert.Null(await User.Get());
        Assert.Equal($"{_id}holder", (await cluster.Grains.GetToken($"https://clerk.test|{_id}").Find())!.ExternalId);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_creation_that_the_store_failed_is_repeated(bool afterCommit)
    {
        var failures = afterCommit ? cluster.Trouble.FailAfterCommit : cluster.Trouble.FailBeforeCommit;
        failures[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Create(Snapshot("Ada", Noon)));
        failures.Remove(_id, out _);

        Assert.Equal(afterCommit ? UpsertOutcome.Unchanged : UpsertOutcome.Applied, await Create(Snapshot("Ada", Noon)));
        Assert.Equal(("Ada", 1L), ((await User.Get())!.Name, (await User.Get())!.Version));
    }

    [Fact]
    public async Task Creations_reads_and_changes_at_once_end_in_the_newest()
    {
        for (var round = 0; round < 50; round++)
        {
            var id = $"{_id}{round}";
            var user = cluster.Grains.GetUser(id);
            var outcomes = Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => n % 2 == 0
                ? cluster.Create(id, Said.Of(id, $"Ada {n}", Noon.AddSeconds(n)))
                : user.Upsert(Said.Of(id, $"Ada {n}", Noon.AddSeconds(n))))));
            var reads = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(user.Get)));

            Assert.DoesNotContain(UpsertOutcome.NotOwner, await outcomes);
            await reads;
            Assert.Equal("Ada 8", (await user.Get())!.Name);
            await cluster.Forget(user);
            Assert.Equal("Ada 8", (await user.Get())!.Name);
        }
    }

    private Task<UpsertOutcome> Create(UserSnapshot snapshot) => cluster.Create(_id, snapshot);

    private UserSnapshot Snapshot(string firstName, DateTimeOffset at) => Said.Of(_id, firstName, at);
}

/// <summary>Where other processes may have a user's grain, it is asked.</summary>
public class UserInsertInCompanyTests(UsersCluster cluster)
{
    [Fact]
    public async Task With_other_processes_in_the_cluster_a_new_user_is_left_to_its_grain()
    {
        var id = $"user_{Guid.NewGuid():N}";

        Assert.False(await cluster.Insert(id, Said.Of(id, "Ada", DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000))));
        Assert.False(cluster.Trouble.Writes.ContainsKey(id));
    }
}
