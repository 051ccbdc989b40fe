namespace OrleansUsers.Cluster.Tests;

/// <summary>What callers see of each fault, under traffic at every process.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    // A caller is never kept waiting longer, whatever happens.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10.5);

    [Fact]
    public async Task After_a_SIGKILL_every_user_is_served_again_within_five_seconds()
    {
        await using var fleet = await Fleet.StartAsync(processes: 3);
        await using var traffic = await Traffic.StartAsync(fleet, Seed.NewRandom(output));
        var victim = fleet.All[1];

        var fault = traffic.Now;
        traffic.Leave(victim);
        await victim.KillAsync();
        await traffic.EveryUserServedAsync(fault);
        await AfterAsync(TimeSpan.FromSeconds(12), traffic);
        await traffic.EndAsync();
        var toll = Toll.Since(fault, traffic.Calls);
        output.WriteLine(toll.Row("SIGKILL", traffic.All.Sum(user => user.Acknowledged)));
        foreach (var w in toll.Wrong.Take(10)) output.WriteLine(w);
        foreach (var g in traffic.Calls.Where(c => c.At > fault && c.Outcome != Outcome.Served).GroupBy(c => (int)((c.At - fault).TotalSeconds))) output.WriteLine($"{g.Key}s: {g.Count()} longest {g.Max(c=>c.Took)}");
        Assert.Empty(toll.Wrong);
        Assert.InRange(toll.Longest, TimeSpan.Zero, LongestCall);
        Assert.InRange(toll.UntilWritable, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.InRange(toll.UntilReadable, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await Ledger.IsKeptAsync(fleet.App, traffic.All);
    }

    private static Task AfterAsync(TimeSpan time, Traffic traffic) => Task.Delay(time);
}
