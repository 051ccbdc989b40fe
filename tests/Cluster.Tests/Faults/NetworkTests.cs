using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What callers see when two processes cannot reach each other, and both still reach the database.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    private const string NotAllowed = "Only root can make network namespaces.";

    [Theory, InlineData(2), InlineData(3)]
    public async Task When_the_way_between_two_processes_is_cut_one_of_them_ends_and_every_user_is_served_again_within_twelve_seconds(
        int hosts)
    {
        Assert.SkipUnless(TestNetwork.IsAllowed, NotAllowed);
        await using var network = await TestNetwork.CreateAsync(hosts);
        await using var fleet = await Fleet.StartAsync(network);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);
        ApiProcess[] apart = [fleet.All[0], fleet.All[1]];

        scenario.Strike();
        foreach (var process in apart)
            scenario.Traffic.Use(process, isDoomed: true);
        await network.CutAsync(0, 1);
        var ended = await Task.WhenAny(apart.Select(process => process.Exited)).WaitAsync(TimeSpan.FromSeconds(30));
        var loser = apart.Single(process => process.Exited == ended);
        output.WriteLine($"{loser.ExitCode}");
        scenario.Traffic.GiveUp(loser);
        await scenario.RecoverAsync();

        await network.MendAsync(0, 1);
        await loser.RestartAsync();
        scenario.Traffic.Use(loser);
        await scenario.EndAsync($"the network cut between two of {hosts} processes", within: TimeSpan.FromSeconds(12));
    }
}
