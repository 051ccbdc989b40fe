using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>
/// Mixed load for long, with a process killed every minute. <c>SOAK_MINUTES</c> says how long; without it the run is a short one with
/// faster kills.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Processes = 3;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Under_load_with_a_process_killed_again_and_again_no_event_is_lost_and_no_memory_leaks()
    {
        var asked = Environment.GetEnvironmentVariable("SOAK_MINUTES");
        var length = double.TryParse(asked, CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes) : Short;
        var between = length > Short ? TimeSpan.FromMinutes(1) : Short / 3;
        await using var fleet = await Fleet.StartAsync(Processes);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);
        await using var record = new SoakRecord(fleet.All, scenario.Traffic);

        var begin = scenario.Traffic.Now;
        for (var kill = 0; scenario.Traffic.Now - begin < length - between / 2; kill++)
        {
            await scenario.WatchUntilAsync(begin + between * (kill + 0.5));
            // The first process lives through it all, so that a leak would show.
            await KillAndRestartAsync(fleet.All[1 + (kill % (Processes - 1))], scenario, record);
        }
        await FaultScenario.WatchAsync(between / 2);
        await record.DisposeAsync();
        record.Write(output);

        await scenario.EndAsync(
            $"{length.TotalMinutes:F1} minutes of load, a process killed every {between.TotalSeconds:F0} s",
            within: TimeSpan.FromSeconds(5));
        Assert.InRange(record.LateMemory(0), 0, record.EarlyMemory(0) * 1.5);
    }

    private static async Task KillAndRestartAsync(ApiProcess victim, FaultScenario scenario, SoakRecord record)
    {
        scenario.Strike();
        record.Killed();
        scenario.Traffic.Use(victim, isDoomed: true);
        await victim.KillAsync();
        scenario.Traffic.GiveUp(victim);
        await scenario.RecoverAsync();
        await victim.RestartAsync();
        scenario.Traffic.Use(victim);
    }
}
