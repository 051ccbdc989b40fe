namespace OrleansUsers.Grains.Tests;

/// <summary>A read without a grain call returns the same as a call.</summary>
public class LocalUserTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task A_user_that_was_read_is_read_as_it_was_last_stored()
    {
        Assert.Null(cluster.Local(_id));
        await User.Upsert(Snapshot("Ada", Noon));

        Assert.True((await User.Get()).LooksLike(cluster.Local(_id)));
        await User.Upsert(Snapshot("Grace", Noon.AddSeconds(1)));
        Assert.Equal("Grace", cluster.Local(_id)!.FirstName);
    }

    [Fact]
    public async Task A_deleted_user_is_not_read()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        await User.Delete(Noon.AddSeconds(1));

        Assert.Null(cluster.Local(_id));
    }

    [Fact]
    public async Task A_user_whose_grain_is_deactivated_is_not_read()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        await cluster.Deactivate(_id);

        Assert.Null(cluster.Local(_id));
    }

    [Fact]
    public async Task A_change_without_a_grain_call_is_stored_before_it_is_answered()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();

        Assert.Equal(UpsertOutcome.Applied, await cluster.ApplyLocally(_id, Snapshot("Grace", Noon.AddSeconds(1))));
        Assert.Equal(UpsertOutcome.Unchanged, await cluster.ApplyLocally(_id, Snapshot("Old", Noon)));
        await cluster.Deactivate(_id);
        Assert.Equal("Grace", (await User.Get())!.FirstName);
    }

    [Fact]
    public async Task A_user_whose_grain_is_deactivated_is_not_changed_without_a_grain_call()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        await cluster.Deactivate(_id);

        Assert.Null(await cluster.ApplyLocally(_id, Snapshot("Grace", Noon.AddSeconds(1))));
        Assert.Equal("Ada", (await User.Get())!.FirstName);
    }

    [Fact]
    public async Task A_grain_is_not_deactivated_before_a_change_without_a_grain_call_is_stored()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        var gate = cluster.Faults.Hold[_id] = new Gate();
        var change = cluster.ApplyLocally(_id, Snapshot("Grace", Noon.AddSeconds(1)));
        await gate.Arrived;
        var leaving = cluster.Deactivate(_id);
        var reader = User.Get();
        gate.Open();

        await leaving;
        Assert.Equal(UpsertOutcome.Applied, await change);
        Assert.Equal("Grace", (await User.Get())!.FirstName);
        Assert.NotNull(await reader);
    }

    [Fact]
    public async Task A_change_without_a_grain_call_throws_when_the_store_fails_and_can_be_repeated()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        cluster.Faults.FailBeforeCommit[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.ApplyLocally(_id, Snapshot("Grace", Noon.AddSeconds(1))));
        cluster.Faults.FailBeforeCommit.Remove(_id, out _);

        Assert.Equal(UpsertOutcome.Applied, await User.Upsert(Snapshot("Grace", Noon.AddSeconds(1))));
        Assert.Equal("Grace", (await User.Get())!.FirstName);
    }

    [Fact]
    public async Task Concurrent_changes_with_and_without_grain_calls_end_in_the_newest()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        await Task.WhenAll(Enumerable.Range(1, 200).Select(n =>
            n % 2 == 0
                ? User.Upsert(Snapshot($"Ada {n}", Noon.AddSeconds(n)))
                : (Task)cluster.ApplyLocally(_id, Snapshot($"Ada {n}", Noon.AddSeconds(n)))));
        await cluster.Deactivate(_id);

        Assert.Equal("Ada 200", (await User.Get())!.FirstName);
    }

    [Fact]
    public async Task The_rendered_form_of_a_user_is_made_again_when_the_user_changes()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Get();
        Assert.Equal("Ada", cluster.Rendered(_id));
        Assert.Equal("Ada", cluster.Rendered(_id));

        await User.Upsert(Snapshot("Grace", Noon.AddSeconds(1)));
        Assert.Equal("Grace", cluster.Rendered(_id));
        await User.Delete(Noon.AddSeconds(2));
        Assert.Null(cluster.Rendered(_id));
    }

    private UserSnapshot Snapshot(string firstName, DateTimeOffset at) => Snapshots.Of(_id, firstName, at);
}
