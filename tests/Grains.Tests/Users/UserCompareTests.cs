namespace OrleansUsers.Grains.Tests;

/// <summary>What was read from a provider's directory, compared with what is stored.</summary>
public class UserCompareTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    [Fact]
    public async Task A_user_that_is_not_stored_would_be_created_and_nothing_is_stored_by_comparing()
    {
        var compared = await Compare("Ada", Noon, readAt: Noon + Hour);
        Assert.Equal((ComparisonOutcome.Created, true, true), (compared.Outcome, compared.IsNew, compared.IsNewer));
        Assert.Equal("Ada", compared.After!.FirstName);
        Assert.Null(cluster.SiloWith(_id));
        Assert.Null(await cluster.Users.Find(_id));
    }

    [Fact]
    public async Task The_same_content_read_again_is_unchanged_and_writes_nothing()
    {
        Assert.Equal(ComparisonOutcome.Created, await Sync("Ada", Noon, Noon + Hour));
        Assert.Equal(ComparisonOutcome.Unchanged, await Sync("Ada", Noon, Noon + 2 * Hour));
        await cluster.Deactivate(_id);
        Assert.Equal(ComparisonOutcome.Unchanged, await Sync("Ada", Noon, Noon + 3 * Hour));
        Assert.Equal(1, cluster.Faults.Writes[_id]);
    }

    [Fact]
    public async Task The_same_content_that_an_event_brought_is_unchanged_and_still_came_by_the_event()
    {
        await cluster.Users.Apply(_id, Snapshots.Of(_id, "Ada", Noon), isNew: true);
        var compared = await Compare("Ada", Noon, Noon + Hour);
        Assert.Equal((ComparisonOutcome.Unchanged, true, false), (compared.Outcome, compared.CameByEvent, compared.IsNewer));
        Assert.False(await cluster.Users.CameByReadingOnly(_id, Noon));
    }

    [Fact]
    public async Task Of_two_contents_of_the_same_change_the_one_that_was_read_last_wins()
    {
        await Sync("Ada", Noon, Noon + Hour);
        Assert.Equal(ComparisonOutcome.Updated, await Sync("Zoë", Noon, Noon + 3 * Hour));
        Assert.Equal(ComparisonOutcome.Unchanged, await Sync("Ada", Noon, Noon + 2 * Hour));
        Assert.Equal("Zoë", (await cluster.Users.Find(_id))!.FirstName);
        Assert.Equal(ComparisonOutcome.Updated, await Sync("Ada", Noon, Noon + 4 * Hour));
        Assert.Equal("Ada", (await cluster.Users.Find(_id))!.FirstName);
    }

    [Fact]
    public async Task A_later_change_wins_and_an_earlier_one_changes_nothing_however_late_it_was_read()
    {
        await Sync("Ada", Noon + Hour, Noon + 2 * Hour);
        Assert.Equal(ComparisonOutcome.Unchanged, await Sync("Old", Noon, Noon + 9 * Hour));
        var newer = await Compare("Zoë", Noon + 2 * Hour, Noon + 3 * Hour);
        Assert.Equal((ComparisonOutcome.Updated, true), (newer.Outcome, newer.IsNewer));
        Assert.Equal(("Ada", "Zoë"), (newer.Before!.FirstName, newer.After!.FirstName));
    }

    [Fact]
    public async Task The_event_of_a_change_outranks_the_same_change_that_was_read()
    {
        await Sync("Ada", Noon, Noon + Hour);
        Assert.True(await cluster.Users.CameByReadingOnly(_id, Noon));
        Assert.False(await cluster.Users.CameByReadingOnly(_id, Noon + Hour));

        await cluster.Users.Apply(_id, Snapshots.Of(_id, "Ada", Noon), isNew: false);
        Assert.False(await cluster.Users.CameByReadingOnly(_id, Noon));
    }

    [Fact]
    public async Task A_change_that_was_read_after_an_event_of_an_earlier_one_came_by_reading_only()
    {
        await cluster.Users.Apply(_id, Snapshots.Of(_id, "Ada", Noon), isNew: true);
        await Sync("Zoë", Noon + Hour, Noon + 2 * Hour);
        Assert.True(await cluster.Users.CameByReadingOnly(_id, Noon + Hour));
        await cluster.Users.Apply(_id, Snapshots.Of(_id, "Ada", Noon), isNew: false);
        Assert.True(await cluster.Users.CameByReadingOnly(_id, Noon + Hour));
    }

    [Fact]
    public async Task A_deleted_user_stays_deleted()
    {
        await Sync("Ada", Noon, Noon + Hour);
        Assert.False(await cluster.Users.IsDeleted(_id));
        await cluster.Users.Delete(_id, Noon + 2 * Hour);
        Assert.True(await cluster.Users.IsDeleted(_id));

        var compared = await Compare("Zoë", Noon + 3 * Hour, Noon + 4 * Hour);
        Assert.Equal((ComparisonOutcome.Deleted, false, null), (compared.Outcome, compared.IsNew, compared.After));
        await cluster.Users.Apply(_id, compared.Snapshot, compared.IsNew);
        Assert.Null(await cluster.Users.Find(_id));
        Assert.False(await cluster.Users.CameByReadingOnly(_id, Noon));
    }

    [Fact]
    public async Task The_user_of_another_provider_is_left_alone()
    {
        await Sync("Ada", Noon, Noon + Hour);
        var other = Read("Zoë", Noon + Hour, Noon + Hour) with { Provider = "other", TokenIdentifier = $"https://other.test|{_id}" };
        Assert.Equal(ComparisonOutcome.NotOwner, (await cluster.Users.Compare(_id, other)).Outcome);
    }

    [Fact]
    public async Task An_account_that_is_linked_to_a_user_is_compared_with_that_user()
    {
        var account = $"user_{Guid.NewGuid():N}";
        await Sync("Ada", Noon, Noon + Hour);
        Assert.Equal(LinkOutcome.Linked, await cluster.Grains.GetUserGrain(_id).Link($"https://clerk.test|{account}"));
        var compared = await cluster.Users.Compare(account, Snapshots.Of(account, "Zoë", Noon) with { ReadAt = Noon + Hour });
        Assert.NotEqual(ComparisonOutcome.Created, compared.Outcome);
        Assert.Equal(_id, compared.Before!.Id);
    }

    private Task<Comparison> Compare(string name, DateTimeOffset at, DateTimeOffset readAt) =>
        cluster.Users.Compare(_id, Read(name, at, readAt));

    /// <summary>What a sync does with one user.</summary>
    private async Task<ComparisonOutcome> Sync(string name, DateTimeOffset at, DateTimeOffset readAt)
    {
        var compared = await Compare(name, at, readAt);
        if (compared.Outcome is ComparisonOutcome.Created or ComparisonOutcome.Updated)
            await cluster.Users.Apply(_id, compared.Snapshot, compared.IsNew);
        return compared.Outcome;
    }

    private UserSnapshot Read(string name, DateTimeOffset at, DateTimeOffset readAt) =>
        Snapshots.Of(_id, name, at) with { SentAt = at.AddMilliseconds(-1), ReadAt = readAt };
}
