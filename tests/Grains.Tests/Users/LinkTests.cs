namespace OrleansUsers.Grains.Tests;

public class LinkTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";
    private readonly string _other = $"user_{Guid.NewGuid():N}";
    private readonly string _subject = $"{Guid.NewGuid():N}";

    private string Token => $"https://elsewhere.test/|auth0|{_subject}";

    [Fact]
    public async Task A_linked_token_identifier_leads_to_its_user_and_an_unlinked_one_to_none()
    {
        await Create(_id);
        Assert.Null(await cluster.Grains.GetToken(Token).Find());

        Assert.Equal(LinkOutcome.Linked, await User(_id).Link(Token));
        Assert.Equal(_id, (await cluster.Grains.GetToken(Token).Find())!.User!.Id);
        Assert.Equal([$"https://clerk.test|{_id}", Token], (await User(_id).Get())!.TokenIdentifiers);

        Assert.Equal(UnlinkOutcome.Unlinked, await User(_id).Unlink(Token));
        Assert.Null(await cluster.Grains.GetToken(Token).Find());
        Assert.Equal([$"https://clerk.test|{_id}"], (await User(_id).Get())!.TokenIdentifiers);
    }

    [Fact]
    public async Task A_token_identifier_that_moved_is_never_answered_from_the_cache()
    {
        await Create(_id);
        await Create(_other);
        await User(_id).Link(Token);
        await cluster.Grains.GetToken(Token).Find();

        await User(_id).Unlink(Token);
        await User(_other).Link(Token);
        Assert.Equal(_other, (await cluster.Grains.GetToken(Token).Find())!.ExternalId);
    }

    [Fact]
    public async Task Of_many_users_who_claim_one_token_identifier_one_gets_it()
    {
        var ids = Enumerable.Range(0, 32).Select(n => $"{_id}{n}").ToArray();
        await Task.WhenAll(ids.Select(Create));

        var outcomes = await Task.WhenAll(ids.Select(id => User(id).Link(Token)));
        Assert.Single(outcomes, LinkOutcome.Linked);
        Assert.Equal(31, outcomes.Count(outcome => outcome == LinkOutcome.Taken));
    }

    [Fact]
    public async Task A_taken_token_identifier_refuses_its_own_link_and_no_other_change_of_the_same_write()
    {
        await Create(_id);
        await Create(_other);
        await User(_other).Link(Token);
        var gate = cluster.Faults.Hold[_id] = new Gate();
        var first = User(_id).Upsert(Snapshot(_id, "Zoë", Noon.AddSeconds(1)));
        await gate.Arrived;

        // The next write has these three together.
        var (taken, free) = (User(_id).Link(Token), User(_id).Link(Token + "-free"));
        var update = User(_id).Upsert(Snapshot(_id, "Countess", Noon.AddSeconds(2)));
        await User(_id).Get();
        gate.Open();

        Assert.Equal((LinkOutcome.Taken, LinkOutcome.Linked, UpsertOutcome.Applied), (await taken, await free, await update));
        await first;
        await cluster.Deactivate(_id);
        var user = await User(_id).Get();
        Assert.Equal("Countess", user!.Name);
        Assert.Equal([$"https://clerk.test|{_id}", Token + "-free"], user.TokenIdentifiers);
    }

    [Fact]
    public async Task A_linked_token_identifier_makes_no_user_of_its_own()
    {
        await Create(_id);
        await User(_id).Link(Token);

        var own = User($"auth0|auth0|{_subject}");
        Assert.Equal(UpsertOutcome.NotOwner, await own.Upsert(Directory("Zoë", Noon.AddHours(1))));
        Assert.True((await own.Store(Claims(Noon))).NotOwner);
        Assert.False(await own.IsKnown());
    }

    [Fact]
    public async Task A_snapshot_of_a_linked_directory_counts_by_its_time_and_changes_neither_id_nor_provider()
    {
        await User(_id).Upsert(Snapshot(_id, "Ada", Noon) with { Username = "ada" });
        await User(_id).Link(Token);

        await User(_id).Upsert(Directory("Older", Noon.AddSeconds(-1)));
        Assert.Equal("Ada", (await User(_id).Get())!.Name);

        await User(_id).Upsert(Directory("Zoë", Noon.AddSeconds(1)));
        var user = (await User(_id).Get())!;
        Assert.Equal(("Zoë", "ada", "clerk", _id), (user.Name, user.Username, user.Provider, user.Id));
        Assert.Equal([$"https://clerk.test|{_id}", Token], user.TokenIdentifiers);
    }

    [Fact]
    public async Task A_user_refuses_an_account_that_does_not_belong_to_it()
    {
        await Create(_id);

        Assert.Equal(UpsertOutcome.NotOwner, await User(_id).Upsert(Directory("Mallory", Noon.AddHours(1))));
        Assert.True((await User(_id).Store(Claims(Noon.AddHours(1)))).NotOwner);
        // The id of another provider's user may look the same if that provider was configured later.
        Assert.Equal(UpsertOutcome.NotOwner, await User(_id).Upsert(Snapshot(_id, "Mallory", Noon.AddHours(1)) with { Provider = "late" }));
        Assert.Equal("Ada", (await User(_id).Get())!.Name);
    }

    [Fact]
    public async Task A_deleted_user_keeps_its_links_so_that_none_of_them_brings_it_back()
    {
        await Create(_id);
        await Create(_other);
        await User(_id).Link(Token);
        await User(_id).Delete(Noon.AddSeconds(1));
        await cluster.Deactivate(_id);

        Assert.Equal(new TokenHolder(_id, null), await cluster.Grains.GetToken(Token).Find());
        Assert.Equal(UpsertOutcome.Unchanged, await User(_id).Upsert(Directory("Zoë", Noon.AddHours(1))));
        Assert.Equal(new StoreAnswer(null), await User(_id).Store(Claims(Noon.AddHours(1))));
        Assert.Equal(LinkOutcome.Taken, await User(_other).Link(Token));
        Assert.Equal(LinkOutcome.Deleted, await User(_id).Link(Token + "-more"));
    }

    [Fact]
    public async Task The_users_own_token_identifier_cannot_be_unlinked()
    {
        await Create(_id);
        await User(_id).Link(Token);

        Assert.Equal(UnlinkOutcome.Own, await User(_id).Unlink($"https://clerk.test|{_id}"));
        Assert.Equal(UnlinkOutcome.NotHeld, await User(_id).Unlink(Token + "-other"));
        Assert.Equal(LinkOutcome.NoUser, await User(_other).Link(Token));
    }

    private Task Create(string id) => User(id).Upsert(Snapshot(id, "Ada", Noon));

    private IUserGrain User(string id) => cluster.Grains.GetUserGrain(id);

    private static UserSnapshot Snapshot(string id, string name, DateTimeOffset at) =>
        Snapshots.Of(id, name, at) with { CreatedAt = Noon };

    private UserSnapshot Directory(string name, DateTimeOffset at) =>
        new() { Provider = "auth0", TokenIdentifier = Token, UpdatedAt = at, SentAt = at, Name = name };

    private UserClaims Claims(DateTimeOffset at) => new() { Provider = "auth0", TokenIdentifier = Token, IssuedAt = at, Name = "Mallory" };
}
