namespace OrleansUsers.Grains.Tests;

/// <summary>What waits behind a write that does not end is bounded, and goes well once it does.</summary>
/// <param name="cluster">One of its own: the write holds up everybody's.</param>
public sealed class GrainQueueTests(UsersCluster cluster) : IClassFixture<UsersCluster>
{
    private const int Taken = 20_000;
    private const int TooMany = 500;

    // Orleans counts what waits and then lets the call in: of several connections each may let one in beyond.
    private const int Racing = 10;

    [Fact]
    public Task Of_the_calls_that_wait_for_a_user_those_over_twenty_thousand_are_refused_at_once()
    {
        var user = cluster.Grains.GetUser($"user_{Guid.NewGuid():N}");
        return RefusesTheRestAsync(GrainKey.Decode(user.GetPrimaryKeyString()), n => user.Put("Ada", n));
    }

    [Fact]
    public Task Of_the_messages_that_wait_for_a_log_those_over_twenty_thousand_are_refused_at_once()
    {
        var log = cluster.Grains.GetChannelLog($"channel {Guid.NewGuid():N}");
        return RefusesTheRestAsync(
            log.GetPrimaryKeyString(), n => log.Post(new() { Channel = "channel", Body = $"{n}", UserId = "user_1" }));
    }

    private async Task RefusesTheRestAsync(string held, Func<int, Task> write)
    {
        var gate = cluster.Trouble.Hold[held] = new Gate();
        var first = write(0);
        await gate.Arrived;

        var calls = Enumerable.Range(1, Taken + TooMany + Racing).Select(write).ToHashSet();
        try
        {
            for (var refused = 0; refused < TooMany; refused++)
            {
                var over = await Task.WhenAny(calls).WaitAsync(TimeSpan.FromSeconds(20));
                calls.Remove(over);
                await Assert.ThrowsAnyAsync<OrleansException>(() => over);
            }
        }
        finally
        {
            // The cluster does not end while a write is held.
            gate.Open();
        }
        await first;
        var served = 0;
        foreach (var call in calls)
            served += await IsServedAsync(call) ? 1 : 0;
        Assert.InRange(served, Taken, Taken + Racing);
    }

    private static async Task<bool> IsServedAsync(Task call)
    {
        try
        {
            await call;
            return true;
        }
        catch (OrleansException)
        {
            return false;
        }
    }
}
