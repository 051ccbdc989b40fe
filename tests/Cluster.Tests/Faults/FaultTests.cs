using System.Diagnostics;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What callers see of each fault, under traffic at every process.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Processes = 3;

    [Fact]
    public async Task After_a_SIGKILL_every_user_is_served_again_within_five_seconds()
    {
        await using var fleet = await Fleet.StartAsync(Processes);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);
        var victim = fleet.All[1];

        scenario.Strike();
        scenario.Traffic.Use(victim, isDoomed: true);
        await victim.KillAsync();
        scenario.Traffic.GiveUp(victim);
        await scenario.RecoverAsync();

        await victim.RestartAsync();
        scenario.Traffic.Use(victim);
        await scenario.EndAsync("a process killed (SIGKILL)", within: TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_frozen_process_is_replaced_within_twelve_seconds_and_ends_when_it_goes_on()
    {
        await using var fleet = await Fleet.StartAsync(Processes);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);
        var victim = fleet.All[1];

        scenario.Strike();
        await victim.FreezeAsync();
        scenario.Traffic.GiveUp(victim);
        await scenario.RecoverAsync();

        // It still takes calls until it finds out, and may accept nothing that is outdated.
        var thawed = Stopwatch.StartNew();
        scenario.Traffic.Use(victim, isDoomed: true);
        await victim.ThawAsync();
        await victim.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        output.WriteLine($"ended {thawed.Elapsed.TotalSeconds:F1} s after SIGCONT with exit code {victim.ExitCode}");
        Assert.NotEqual(0, victim.ExitCode);
        scenario.Traffic.GiveUp(victim);

        await victim.RestartAsync();
        scenario.Traffic.Use(victim);
        await scenario.EndAsync("a process frozen (SIGSTOP), later continued", within: TimeSpan.FromSeconds(12));
    }

    [Fact]
    public async Task A_process_that_is_stopped_leaves_no_call_without_an_answer_and_is_gone_within_15_seconds()
    {
        await using var fleet = await Fleet.StartAsync(Processes);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);
        var victim = fleet.All[1];

        scenario.Strike();
        var stopping = Stopwatch.StartNew();
        await victim.StopAsync();
        output.WriteLine($"gone {stopping.Elapsed.TotalSeconds:F1} s after SIGTERM");
        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(0, victim.ExitCode);
        scenario.Traffic.Leave(victim);
        scenario.Mended();
        await scenario.RecoverAsync();

        await victim.RestartAsync();
        scenario.Traffic.Use(victim);
        var report = await scenario.EndAsync("a process stopped (SIGTERM)", within: TimeSpan.FromSeconds(5));
        Assert.Equal(0, report.CutOff);
    }

    [Fact]
    public async Task When_the_database_is_back_from_a_crash_every_user_is_served_again_within_five_seconds()
    {
        await using var fleet = await Fleet.StartAsync(Processes);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);

        scenario.Strike();
        await fleet.Server.CrashAsync();
        await FaultScenario.WatchAsync(TimeSpan.FromSeconds(5));
        await fleet.Server.StartAgainAsync();
        scenario.Mended();
        await scenario.RecoverAsync();
        await scenario.EndAsync("the database crashed and is back after 5 s", within: TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_database_that_hangs_for_ten_seconds_costs_no_more_than_those_and_no_threads()
    {
        await using var fleet = await Fleet.StartAsync(Processes);
        await using var scenario = await FaultScenario.StartAsync(fleet, output);
        var threads = fleet.All.Select(process => process.Threads).ToArray();

        scenario.Strike();
        int[] atEnd;
        await using (var blocker = await fleet.Database.OpenAsync())
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText =
                "begin; lock table users, token_identifiers, OrleansStorage, OrleansMembershipTable, OrleansMembershipVersionTable "
                + "in access exclusive mode";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await FaultScenario.WatchAsync(TimeSpan.FromSeconds(10));
            atEnd = [.. fleet.All.Select(process => process.Threads)];
        }
        scenario.Mended();
        await scenario.RecoverAsync();
        output.WriteLine($"threads before: {string.Join(", ", threads)}; after ten seconds: {string.Join(", ", atEnd)}");
        Assert.All(atEnd.Zip(threads), process => Assert.InRange(process.First, 0, process.Second + 10));
        await scenario.EndAsync("all tables locked for 10 s", within: TimeSpan.FromSeconds(2));
    }
}
