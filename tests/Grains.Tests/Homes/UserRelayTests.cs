namespace OrleansUsers.Grains.Tests;

/// <summary>A front end reaches a user whose home is another process as it reaches one in its own.</summary>
public class UserRelayTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    [Fact]
    public async Task A_user_is_activated_in_its_home_whoever_calls_it()
    {
        var ids = Enumerable.Range(0, 50).Select(n => $"{_id}{n}").ToArray();
        await Task.WhenAll(ids.Select((id, n) => cluster.FrontEnd(n % 2).Apply(id, Snapshots.Of(id, "Ada", Noon), isNew: false)));

        Assert.All(ids, id => Assert.Equal(cluster.HomeOf(id), cluster.SiloWith(id)));
        Assert.Equal(2, ids.Select(cluster.HomeOf).Distinct().Count());
    }

    [Fact]
    public async Task A_user_elsewhere_is_read_as_it_was_last_stored()
    {
        var other = await StoreElsewhere(_id, "Ada");
        var user = await other.Find(_id);
        Assert.Equal("Ada", user!.FirstName);
        Assert.Same(user, await other.Find(_id));

        await cluster.Grains.GetUserGrain(_id).Upsert(Snapshots.Of(_id, "Grace", Noon.AddSeconds(1)));
        Assert.Equal("Grace", (await other.Find(_id))!.FirstName);

        await cluster.Grains.GetUserGrain(_id).Delete(Noon.AddSeconds(2));
        Assert.Null(await other.Find(_id));
    }

    [Fact]
    public async Task A_user_elsewhere_is_rendered_once_for_each_change()
    {
        var other = await StoreElsewhere(_id, "Ada");
        var rendered = 0;
        for (var n = 0; n < 3; n++)
            Assert.Equal("Ada", (await other.FindInMemory(_id, Render))!.User.FirstName);
        await cluster.Grains.GetUserGrain(_id).Upsert(Snapshots.Of(_id, "Grace", Noon.AddSeconds(1)));
        for (var n = 0; n < 3; n++)
            Assert.Equal("Grace", (await other.FindInMemory(_id, Render))!.User.FirstName);
        Assert.Equal(2, rendered);

        byte[] Render(User user)
        {
            rendered++;
            return [];
        }
    }

    [Fact]
    public async Task A_user_elsewhere_that_is_not_in_memory_there_is_read_all_the_same()
    {
        var other = await StoreElsewhere(_id, "Ada");
        await cluster.Deactivate(_id);

        Assert.Null(await other.FindInMemory(_id, _ => []));
        Assert.Equal("Ada", (await other.Find(_id))!.FirstName);
        Assert.NotNull(await other.FindInMemory(_id, _ => []));
    }

    [Fact]
    public async Task A_row_that_SQL_has_changed_without_its_revision_is_read_anew_when_the_journal_says_so()
    {
        var other = await StoreElsewhere(_id, "Ada");
        Assert.Equal("Ada", (await other.Find(_id))!.FirstName);
        Assert.Equal(1, cluster.Sql("update users set state = replace(state, 'Ada', 'Eve') where external_id = $id", _id));
        await cluster.RefreshAll();

        Assert.Equal("Eve", (await other.Find(_id))!.FirstName);
    }

    [Fact]
    public async Task A_snapshot_for_a_user_elsewhere_is_merged_there()
    {
        var other = await StoreElsewhere(_id, "Ada");

        Assert.Equal(UpsertOutcome.Applied, await other.Apply(_id, Snapshots.Of(_id, "Grace", Noon.AddSeconds(1)), isNew: false));
        Assert.Equal(UpsertOutcome.Unchanged, await other.Apply(_id, Snapshots.Of(_id, "Old", Noon), isNew: false));
        var stranger = Snapshots.Of(_id, "Eve", Noon.AddSeconds(2)) with { TokenIdentifier = "https://other.test|x", Provider = "auth0" };
        Assert.Equal(UpsertOutcome.NotOwner, await other.Apply(_id, stranger, isNew: false));
        await cluster.Deactivate(_id);
        Assert.Equal("Grace", (await other.Find(_id))!.FirstName);
    }

    [Fact]
    public async Task A_fault_of_one_users_write_fails_no_other_ones_caller()
    {
        var (bad, good) = ($"{_id}bad", $"{_id}good");
        while (cluster.HomeOf(bad) != cluster.HomeOf(good))
            good += "x";
        var other = await StoreElsewhere(bad, "Ada");
        await StoreElsewhere(good, "Ada");
        // Holds up the batch of the first, so that the other two are in the next one.
        var first = await HoldUp(other, cluster.HomeOf(bad));
        cluster.Faults.FailBeforeCommit[bad] = true;
        var failing = other.Apply(bad, Snapshots.Of(bad, "Grace", Noon.AddSeconds(1)), isNew: false);
        var succeeding = other.Apply(good, Snapshots.Of(good, "Grace", Noon.AddSeconds(1)), isNew: false);
        await first();

        await Assert.ThrowsAsync<IOException>(() => failing);
        Assert.Equal(UpsertOutcome.Applied, await succeeding);
    }

    [Fact]
    public async Task Many_are_found_in_the_order_of_their_ids_wherever_their_homes_are()
    {
        var ids = Enumerable.Range(0, 40).Select(n => $"{_id}{n}").ToArray();
        await Task.WhenAll(ids.Where((_, n) => n % 4 != 0)
            .Select(id => cluster.FrontEnd(0).Apply(id, Snapshots.Of(id, $"Ada {id}", Noon), isNew: true)));
        string?[] asked = [.. ids, "\0", null, .. ids.Reverse()];

        for (var time = 0; time < 2; time++)
        {
            var found = await cluster.FrontEnd(1).FindMany(asked!, TestContext.Current.CancellationToken);
            Assert.Equal(asked.Select(NameOf), found.Select(user => user?.FirstName));
        }

        string? NameOf(string? id) => Array.IndexOf(ids, id) is var n && n >= 0 && n % 4 != 0 ? $"Ada {id}" : null;
    }

    private async Task<Users> StoreElsewhere(string id, string firstName)
    {
        var other = cluster.FrontEnd(cluster.HomeOf(id) == cluster.Silos[0] ? 1 : 0);
        await other.Apply(id, Snapshots.Of(id, firstName, Noon), isNew: false);
        return other;
    }

    // Writes of users there wait until the returned function is called.
    private async Task<Func<Task>> HoldUp(Users other, SiloAddress home)
    {
        var id = $"{_id}first";
        while (cluster.HomeOf(id) != home)
            id += "x";
        await other.Apply(id, Snapshots.Of(id, "Ada", Noon), isNew: false);
        var gate = cluster.Faults.Hold[id] = new Gate();
        var applying = other.Apply(id, Snapshots.Of(id, "Grace", Noon.AddSeconds(1)), isNew: false);
        await gate.Arrived;
        return async () =>
        {
            gate.Open();
            await applying;
        };
    }
}
