namespace OrleansUsers.Grains.Tests;

/// <summary>
/// A new user is stored without its grain. If the user is stored already, or is read or watched meanwhile, the grain gets the snapshot.
/// </summary>
public sealed class UserInsertTests(SingleSiloCluster cluster) : IClassFixture<SingleSiloCluster>
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task Many_new_users_are_written_once_and_neither_read_nor_activated()
    {
        var gate = cluster.Faults.Hold[_id] = new Gate();
        var first = Create(Snapshot("Ada", Noon));
        await gate.Arrived;
        var others = Enumerable.Range(0, 20).Select(n => $"{_id}{n}").ToList();
        var rest = others.Select(id => cluster.Insert(id, Snapshots.Of(id, "Zoë", Noon))).ToList();
        gate.Open();

        Assert.All(await Task.WhenAll(rest), Assert.True);
        Assert.Equal(UpsertOutcome.Applied, await first);
        Assert.All(others, id => Assert.Equal(1, cluster.Faults.Writes[id]));
        // On a busy machine one of them may come after a pause and count as a sign-up.
        Assert.InRange(others.Count(cluster.Faults.Reads.ContainsKey), 0, 1);
        var user = await cluster.Grains.GetUserGrain(others[0]).Get();
        Assert.Equal(("Zoë", 1L), (user!.Name, user.Version));
    }

    [Fact]
    public async Task A_single_new_user_is_activated_soon_after_the_insert()
    {
        await Task.Delay(2 * UserInserts.SignUpPause, TestContext.Current.CancellationToken);
        Assert.True(await cluster.Insert(_id, Snapshot("Ada", Noon)));

        var deadline = Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        while (cluster.Local(_id) is null && !deadline.IsCompleted)
            await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Equal("Ada", cluster.Local(_id)?.Name);
    }

    [Fact]
    public async Task A_new_user_is_changed_like_any_other()
    {
        Assert.True(await cluster.Insert(_id, Snapshot("Ada", Noon)));

        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Ada", Noon)));
        Assert.Equal(UpsertOutcome.Applied, await User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1))));
        Assert.Equal(("Zoë", 2L), ((await User.Get())!.Name, (await User.Get())!.Version));
    }

    [Fact]
    public async Task A_read_after_one_that_found_nothing_finds_the_new_user()
    {
        Assert.Null(await User.Get());
        await Create(Snapshot("Ada", Noon));

        Assert.Equal("Ada", (await User.Get())!.Name);
    }

    [Fact]
    public async Task A_watcher_of_an_unknown_id_is_notified_of_the_new_user()
    {
        var observer = new RecordingObserver(cluster);
        Assert.Equal(0, (await User.Watch(observer.Watch()))!.Version);
        await Create(Snapshot("Ada", Noon));

        Assert.Equal((1, "Ada"), (await observer.NextUpdate()).Summary());
    }

    [Fact]
    public async Task A_watcher_that_comes_while_the_new_user_is_written_is_notified()
    {
        var gate = cluster.Faults.Hold[_id] = new Gate();
        var creation = Create(Snapshot("Ada", Noon));
        await gate.Arrived;
        var observer = new RecordingObserver(cluster);
        Assert.Equal(0, (await User.Watch(observer.Watch()))!.Version);
        gate.Open();

        Assert.Equal(UpsertOutcome.Applied, await creation);
        Assert.Equal((1, "Ada"), (await observer.NextUpdate()).Summary());
    }

    [Theory, InlineData(-1, "Zoë"), InlineData(1, "Ada")]
    public async Task A_creation_of_a_stored_user_is_one_more_snapshot(int seconds, string newest)
    {
        await User.Upsert(Snapshot("Zoë", Noon));
        await cluster.Deactivate(_id);

        var expected = seconds > 0 ? UpsertOutcome.Applied : UpsertOutcome.Unchanged;
        Assert.Equal(expected, await Create(Snapshot("Ada", Noon.AddSeconds(seconds))));
        Assert.Equal(newest, (await User.Get())!.Name);
    }

    [Fact]
    public async Task A_creation_does_not_revive_a_deleted_user()
    {
        await User.Delete(Noon);
        await cluster.Deactivate(_id);

        Assert.Equal(UpsertOutcome.Unchanged, await Create(Snapshot("Ada", Noon.AddHours(1))));
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task A_creation_of_another_providers_user_is_not_owner_and_changes_nothing()
    {
        var subject = $"{Guid.NewGuid():N}";
        var user = cluster.Grains.GetUserGrain($"auth0|{subject}");
        await user.Upsert(Snapshot("Zoë", Noon) with { Provider = "auth0", TokenIdentifier = $"https://auth0.test|{subject}" });
        await cluster.Deactivate($"auth0|{subject}");

        var alike = Snapshot("Ada", Noon.AddSeconds(1)) with { TokenIdentifier = $"https://clerk.test|auth0|{subject}" };
        Assert.False(await cluster.Insert($"auth0|{subject}", alike));
        Assert.Equal(UpsertOutcome.NotOwner, await user.Upsert(alike));
        Assert.Equal(("Zoë", "auth0"), ((await user.Get())!.Name, (await user.Get())!.Provider));
    }

    [Fact]
    public async Task A_token_identifier_of_another_id_creates_no_user()
    {
        Assert.False(await cluster.Insert(_id, Snapshot("Ada", Noon) with { TokenIdentifier = "https://clerk.test|somebody" }));
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task A_creation_whose_token_identifier_another_user_holds_creates_no_user()
    {
        var holder = cluster.Grains.GetUserGrain($"{_id}holder");
        await holder.Upsert(Snapshot("Zoë", Noon) with { TokenIdentifier = $"https://clerk.test|{_id}holder" });
        await holder.Link($"https://clerk.test|{_id}");

        Assert.False(await cluster.Insert(_id, Snapshot("Ada", Noon)));
        // The holder has linked this account, so the snapshot is applied to the holder.
        Assert.Equal(UpsertOutcome.Applied, await Create(Snapshot("Ada", Noon)));
        Assert.Null(await User.Get());
        Assert.Equal($"{_id}holder", (await cluster.Grains.GetToken($"https://clerk.test|{_id}").Find())!.ExternalId);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_creation_can_be_repeated_when_the_store_failed(bool afterCommit)
    {
        var failures = afterCommit ? cluster.Faults.FailAfterCommit : cluster.Faults.FailBeforeCommit;
        failures[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Create(Snapshot("Ada", Noon)));
        failures.Remove(_id, out _);

        Assert.Equal(afterCommit ? UpsertOutcome.Unchanged : UpsertOutcome.Applied, await Create(Snapshot("Ada", Noon)));
        Assert.Equal(("Ada", 1L), ((await User.Get())!.Name, (await User.Get())!.Version));
    }

    [Fact]
    public async Task Concurrent_creations_reads_and_changes_end_in_the_newest()
    {
        for (var round = 0; round < 50; round++)
        {
            var id = $"{_id}{round}";
            var user = cluster.Grains.GetUserGrain(id);
            var outcomes = Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => n % 2 == 0
                ? cluster.Create(id, Snapshots.Of(id, $"Ada {n}", Noon.AddSeconds(n)))
                : user.Upsert(Snapshots.Of(id, $"Ada {n}", Noon.AddSeconds(n))))));
            var reads = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(user.Get)));

            Assert.DoesNotContain(UpsertOutcome.NotOwner, await outcomes);
            await reads;
            Assert.Equal("Ada 8", (await user.Get())!.Name);
            await cluster.Deactivate(user);
            Assert.Equal("Ada 8", (await user.Get())!.Name);
        }
    }

    private Task<UpsertOutcome> Create(UserSnapshot snapshot) => cluster.Create(_id, snapshot);

    private UserSnapshot Snapshot(string firstName, DateTimeOffset at) => Snapshots.Of(_id, firstName, at);
}

/// <summary>In a cluster another process may have the activation of a new user, and has found no row.</summary>
public class UserInsertInClusterTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    [Fact]
    public async Task A_new_user_is_inserted_where_the_event_arrives_and_is_found_at_once_where_it_was_missing()
    {
        var other = FrontEndElsewhere(_id);
        Assert.Null(await cluster.Grains.GetUserGrain(_id).Get());
        Assert.Equal(UpsertOutcome.Applied, await other.Apply(_id, Snapshots.Of(_id, "Ada", Noon), isNew: true));

        Assert.Equal(1, cluster.Faults.Writes[_id]);
        Assert.Equal("Ada", (await cluster.Grains.GetUserGrain(_id).Get())!.FirstName);
        Assert.Equal("Ada", (await other.Find(_id))!.FirstName);
    }

    [Fact]
    public async Task Whatever_is_asked_of_a_user_that_was_missing_before_sees_the_insert()
    {
        var questions = new Func<IUserGrain, string, Task<bool>>[]
        {
            async (user, _) => await user.Get() is not null,
            (user, _) => user.IsKnown(),
            async (user, id) => await user.Holds($"https://clerk.test|{id}") is not null,
            async (user, id) => await user.Link($"https://clerk.test|{id}other") == LinkOutcome.Linked,
            async (user, id) => await user.Unlink($"https://clerk.test|{id}") == UnlinkOutcome.Own,
            (user, _) => user.Delete(Noon.AddSeconds(1)),
            async (user, _) => await user.Watch(new RecordingObserver(cluster).Watch()) is { Version: 1 },
            async (user, id) => await user.Upsert(Snapshots.Of(id, "Ada", Noon)) == UpsertOutcome.Unchanged,
        };
        foreach (var (n, ask) in questions.Index())
        {
            var (id, user) = ($"{_id}{n}", cluster.Grains.GetUserGrain($"{_id}{n}"));
            Assert.False(await user.IsKnown());
            await FrontEndElsewhere(id).Apply(id, Snapshots.Of(id, "Ada", Noon), isNew: true);
            Assert.True(await ask(user, id), $"question {n}");
        }
    }

    [Fact]
    public async Task A_snapshot_of_another_providers_account_changes_nothing_also_where_the_user_was_missing_before()
    {
        var subject = $"{Guid.NewGuid():N}";
        var id = $"auth0|{subject}";
        var user = cluster.Grains.GetUserGrain(id);
        Assert.Null(await user.Get());
        var own = Snapshots.Of(id, "Zoë", Noon) with { Provider = "auth0", TokenIdentifier = $"https://auth0.test|{subject}" };
        Assert.Equal(UpsertOutcome.Applied, await FrontEndElsewhere(id).Apply(id, own, isNew: true));

        var alike = Snapshots.Of(id, "Ada", Noon.AddSeconds(1)) with { TokenIdentifier = $"https://clerk.test|auth0|{subject}" };
        Assert.Equal(UpsertOutcome.NotOwner, await user.Upsert(alike));
        Assert.Equal(("Zoë", "auth0"), ((await user.Get())!.Name, (await user.Get())!.Provider));
    }

    private Users FrontEndElsewhere(string id) => cluster.FrontEnd(cluster.HomeOf(id) == cluster.Silos[0] ? 1 : 0);
}
