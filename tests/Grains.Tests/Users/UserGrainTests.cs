namespace OrleansUsers.Grains.Tests;

public class UserGrainTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task A_user_outlives_its_activation()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        var before = await User.Get();
        await cluster.Deactivate(_id);

        Assert.True(before!.LooksLike(await User.Get()));
        Assert.Equal("Ada", before!.Name);
    }

    [Fact]
    public async Task A_late_update_does_not_revive_a_deleted_user()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        Assert.True(await User.Delete(Noon.AddSeconds(1)));
        await cluster.Deactivate(_id);

        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Ada", Noon.AddHours(1))));
        Assert.Equal(new StoreAnswer(null), await User.Store(Claims("Ada", Noon.AddHours(1))));
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task A_deletion_that_comes_before_the_creation_is_not_lost()
    {
        Assert.False(await User.Delete(Noon));

        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Ada", Noon)));
        Assert.Null(await User.Get());
    }

    [Fact]
    public async Task A_replay_or_a_stale_event_writes_nothing()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Store(Claims("Countess", Noon.AddSeconds(1)));
        var writes = cluster.Faults.Writes[_id];

        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Ada", Noon)));
        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Old", Noon.AddSeconds(-1))));
        Assert.Equal("Countess", (await User.Store(Claims("Countess", Noon.AddSeconds(1)))).User!.Name);
        Assert.Equal(writes, cluster.Faults.Writes[_id]);
    }

    [Fact]
    public async Task The_version_counts_what_a_reader_could_see()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        var first = await User.Get();
        await User.Upsert(Snapshot("Ada", Noon.AddSeconds(1)));
        var same = await User.Get();
        await User.Upsert(Snapshot("Zoë", Noon.AddSeconds(2)));

        Assert.Equal((1, 1, 2), (first!.Version, same!.Version, (await User.Get())!.Version));
    }

    [Fact]
    public async Task A_read_during_a_write_answers_the_last_durable_user()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        var gate = cluster.Faults.Hold[_id] = new Gate();
        var write = User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1)));
        await gate.Arrived;

        var during = await User.Get();
        gate.Open();
        await write;

        Assert.Equal(("Ada", "Zoë"), (during!.Name, (await User.Get())!.Name));
    }

    [Fact]
    public async Task Changes_that_arrive_during_a_write_are_written_together_by_the_next()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        var gate = cluster.Faults.Hold[_id] = new Gate();
        var before = cluster.Faults.Writes[_id];
        var first = User.Upsert(Snapshot("Ada 1", Noon.AddSeconds(1)));
        await gate.Arrived;
        var others = Enumerable.Range(2, 999).Select(n => User.Upsert(Snapshot($"Ada {n}", Noon.AddSeconds(n)))).ToArray();
        gate.Open();
        await Task.WhenAll([first, .. others]);

        Assert.Equal("Ada 1000", (await User.Get())!.Name);
        Assert.InRange(cluster.Faults.Writes[_id] - before, 2, 200);
    }

    [Fact]
    public async Task A_write_that_failed_is_never_served()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        cluster.Faults.FailBeforeCommit[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1))));

        Assert.Equal("Ada", (await User.Get())!.Name);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_found_when_it_is_repeated()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        cluster.Faults.FailAfterCommit[_id] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1))));
        cluster.Faults.FailAfterCommit.Remove(_id, out _);

        Assert.Equal(UpsertOutcome.Unchanged, await User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1))));
        Assert.Equal("Zoë", (await User.Get())!.Name);
    }

    [Fact]
    public async Task A_row_that_another_process_changed_is_joined_and_nothing_is_lost()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        await User.Store(Claims(null, Noon) with { Email = "ada@example.test" });
        Assert.Equal(1, cluster.Sql(
            "update users set revision = revision + 7, state = replace(state, 'ada@', 'countess@') where external_id = $id", _id));

        Assert.Equal(UpsertOutcome.Applied, await User.Upsert(Snapshot("Zoë", Noon.AddSeconds(1))));
        await cluster.Deactivate(_id);
        var user = await User.Get();
        Assert.Equal(("Zoë", "countess@example.test"), (user!.Name, user.Email));
    }

    private UserSnapshot Snapshot(string name, DateTimeOffset at) => Snapshots.Of(_id, name, at) with { CreatedAt = Noon };

    private UserClaims Claims(string? name, DateTimeOffset at) =>
        new() { Provider = "clerk", TokenIdentifier = $"https://clerk.test|{_id}", IssuedAt = at, Name = name };
}
