namespace OrleansUsers.Grains.Tests;

/// <summary>The number of calls that wait for a blocked write is bounded, and they succeed when the write ends.</summary>
/// <param name="cluster">A cluster of its own, because the blocked write also blocks all others.</param>
public sealed class GrainQueueTests(UsersCluster cluster) : IClassFixture<UsersCluster>
{
    private const int Accepted = 20_000;
    private const int TooMany = 500;

    // Orleans counts the waiting calls before it accepts one more. So each of several connections may accept one call too many.
    private const int Racing = 10;

    [Fact]
    public Task Of_the_calls_that_wait_for_a_user_those_over_twenty_thousand_are_refused_at_once()
    {
        var user = cluster.Grains.GetUserGrain($"user_{Guid.NewGuid():N}");
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
        var gate = cluster.Faults.Hold[held] = new Gate();
        var first = write(0);
        await gate.Arrived;

        var calls = Enumerable.Range(1, Accepted + TooMany + Racing).Select(write).ToHashSet();
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
            // The cluster cannot stop while a write is held.
            gate.Open();
        }
        await first;
        var served = 0;
        foreach (var call in calls)
            served += await IsServedAsync(call) ? 1 : 0;
        Assert.InRange(served, Accepted, Accepted + Racing);
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
