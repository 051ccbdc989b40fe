namespace OrleansUsers.Grains.Tests;

/// <summary>A write that was not sent leaves its user in memory: reading the row again would add to the load.</summary>
public class UserOverloadTests(UsersCluster cluster)
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_000);

    private readonly string _id = $"user_{Guid.NewGuid():N}";

    private IUserGrain User => cluster.Grains.GetUserGrain(_id);

    [Fact]
    public async Task A_user_stays_in_memory_when_the_store_is_overloaded_and_the_change_is_neither_served_nor_kept()
    {
        await User.Upsert(Snapshot("Ada", Noon));
        var reads = cluster.Faults.Reads[_id];
        cluster.Faults.Overload[_id] = true;
        var refused = Enumerable.Range(1, 5).Select(n => Assert.ThrowsAnyAsync<TimeoutException>(
            () => User.Upsert(Snapshot($"Lost {n}", Noon.AddSeconds(n)))));
        await Task.WhenAll(refused);

        Assert.Equal("Ada", cluster.Local(_id)?.FirstName);
        cluster.Faults.Overload.Remove(_id, out _);
        Assert.Equal(UpsertOutcome.Applied, await User.Upsert(Snapshot("Zoë", Noon.AddMilliseconds(1))));
        Assert.Equal("Zoë", (await User.Get())!.FirstName);
        Assert.Equal(reads, cluster.Faults.Reads[_id]);
        await cluster.Deactivate(_id);
        Assert.Equal("Zoë", (await User.Get())!.FirstName);
    }

    [Fact]
    public async Task A_log_of_messages_stays_in_memory_when_the_store_is_overloaded()
    {
        var log = cluster.Grains.GetChannelLog($"channel {_id}");
        await Post("kept");
        var key = log.GetPrimaryKeyString();
        cluster.Faults.Overload[key] = true;
        await Assert.ThrowsAnyAsync<Exception>(() => Post("lost"));
        cluster.Faults.Overload.Remove(key, out _);

        await Post("next");
        Assert.Equal(["kept", "next"], await log.Newest());
        Assert.Equal(1, cluster.Faults.StateReads[key]);

        Task<Message> Post(string body) => log.Post(new NewMessage { Channel = $"channel {_id}", Body = body, UserId = _id });
    }

    private UserSnapshot Snapshot(string firstName, DateTimeOffset at) => Snapshots.Of(_id, firstName, at);
}
