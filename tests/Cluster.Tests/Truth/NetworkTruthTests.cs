using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>The network between two of three processes is cut, while all of them reach the database.</summary>
public sealed class NetworkTruthTests(ITestOutputHelper output)
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(30);

    // Both faults use the same processes: to start them takes longer than a fault.
    [Fact]
    public async Task What_was_acknowledged_is_shown_after_the_network_was_cut_in_both_directions_and_in_one()
    {
        Assert.SkipUnless(TestNetwork.IsAllowed, "Only root can make network namespaces.");
        var random = Seed.NewRandom(output);
        await using var network = await TestNetwork.CreateAsync(hosts: 3);
        await using var fleet = await Fleet.StartAsync(network);

        await AfterAsync(fleet, random, "the network cut between two of 3 processes", () => network.CutAsync(0, 1));
        await network.MendAsync(0, 1);
        await AfterAsync(
            fleet, random, "the network cut in one direction between two of 3 processes", () => network.CutOneWayAsync(0, 1));
    }

    private async Task AfterAsync(Fleet fleet, Random random, string fault, Func<Task> cut)
    {
        await using var truth = await TruthScenario.StartAsync(fleet, output, random);
        truth.EndChangesWithin(seconds: 14);
        await cut();
        ApiProcess[] apart = [fleet.All[0], fleet.All[1]];
        var ended = await Task.WhenAny(apart.Select(process => process.Exited)).WaitAsync(EndsWithin);
        truth.Targets.Leave(fleet.NumberOf(apart.Single(process => process.Exited == ended)));
        await truth.EndAsync(fault);
    }
}
