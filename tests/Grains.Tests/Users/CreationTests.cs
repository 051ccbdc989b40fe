namespace OrleansUsers.Grains.Tests;

/// <summary>A user who is said to be new is written before anything is read, whoever turns out to be there already.</summary>
public class CreationTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUser(_id);

    [Fact]
    public async Task A_new_user_is_written_once_and_not_read()
    {
        Assert.Equal(UpsertOutcome.Applied, await Create(Snapshot("Ada", Noon)));

        Assert.Equal(("Ada", 1L), ((await User.Get())!.Name, (await User.Get())!.Version));
        Assert.Equal(1, cluster.Trouble.Writes[_id]);
        Assert.False(cluster.Trouble.Reads.ContainsKey(_id));
        await cluster.Forget(_id);
        Assert.Equal("Ada", (await User.Get())!.Name);
    }

    [Fact]
    public async Task A_new_user_is_changed_as_any_other()
    {
        await Create(Snapshot("Ada", Noon));

        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Ada", Noon)));
        Assert.Equal(UpsertOutcome.Applied, await User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1))));
        Assert.Equal(("Zoë", 2L), ((await User.Get())!.Name, (await User.Get())!.Version));
    }

    [Theory, InlineData(-1, "Zoë"), InlineData(1, "Ada")]
    public async Task A_creation_of_a_stored_user_is_one_more_word(int seconds, string newest)
    {
        await User.Upsert(Snapshot("Zoë", Noon));
        await cluster.Forget(_id);

        Assert.Equal(seconds > 0 ? UpsertOutcome.Applied : UpsertOutcome.Unchanged, await Create(Snapshot("Ada", Noon.AddSeconds(seconds))));
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
        Creation.Announce(alike);
        Assert.Equal(UpsertOutcome.Elsewhere, await user.Upsert(alike));
        Assert.Equal(("Zoë", "auth0"), ((await user.Get())!.Name, (await user.Get())!.Provider));
    }

    [Fact]
    public async Task A_creation_whose_sign_in_is_another_users_makes_nobody()
    {
        var holder = cluster.Grains.GetUser($"{_id}holder");
        await holder.Upsert(Snapshot("Zoë", Noon) with { TokenIdentifier = $"https://clerk.test|{_id}holder" });
        await holder.Link($"https://clerk.test|{_id}");

        Assert.Equal(UpsertOutcome.Elsewhere, await Create(Snapshot("Ada", Noon)));
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
    public async Task Creations_and_changes_at_once_end_in_the_newest()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 100).Select(n =>
            n % 2 == 0 ? Create(Snapshot($"Ada {n}", Noon.AddSeconds(n))) : User.Upsert(Snapshot($"Ada {n}", Noon.AddSeconds(n)))));

        Assert.DoesNotContain(UpsertOutcome.Elsewhere, outcomes);
        Assert.Equal("Ada 100", (await User.Get())!.Name);
        await cluster.Forget(_id);
        Assert.Equal("Ada 100", (await User.Get())!.Name);
    }

    private async Task<UpsertOutcome> Create(UserSnapshot snapshot)
    {
        Creation.Announce(snapshot);
        return await User.Upsert(snapshot);
    }

    private UserSnapshot Snapshot(string firstName, DateTimeOffset at) => new()
    {
        Provider = "clerk",
        TokenIdentifier = $"https://clerk.test|{_id}",
        UpdatedAt = at,
        SentAt = at,
        FirstName = firstName,
    };
}
