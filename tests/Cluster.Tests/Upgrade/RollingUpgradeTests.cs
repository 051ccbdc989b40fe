using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

public sealed class RollingUpgradeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Processes_are_replaced_one_by_one_by_the_next_build_and_by_the_previous_one_again_without_a_call_lost()
    {
        using var previous = await PreviousBuild.MakeAsync();
        output.WriteLine($"The previous build is {previous.Commit}.");
        await using var fleet = await Fleet.StartAsync(processes: 2);
        await RollAsync(fleet.All, previous.Program);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);

        await RollAsync(fleet.All, Repository.ApiProgram, scenario);
        await RollAsync(fleet.All, previous.Program, scenario);
        var report = await scenario.EndAsync("each process replaced by the next build, and back", within: TimeSpan.FromSeconds(5));
        Assert.Equal((0, 0), (report.CutOff, report.Refused));
    }

    private static async Task RollAsync(IReadOnlyList<ApiProcess> processes, string program, FaultScenario? scenario = null)
    {
        foreach (var process in processes)
        {
            scenario?.Strike();
            scenario?.Traffic.Leave(process);
            await process.StopAsync();
            await process.RestartAsync(program);
            // The stop and the start are two faults: in between, every user is served by the other process.
            scenario?.Strike();
            scenario?.Traffic.Use(process);
            await (scenario?.RecoverAsync() ?? Task.CompletedTask);
        }
    }
}
