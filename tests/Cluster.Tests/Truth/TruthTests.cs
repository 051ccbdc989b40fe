
namespace OrleansUsers.Cluster.Tests;

/// <summary>After each fault every process shows what was acknowledged, though nobody writes again.</summary>
public sealed class TruthTests(TruthFleet shared, ITestOutputHelper output) : IClassFixture<TruthFleet>
{
    private const int Victim = 1;
    private readonly Random _random = Seed.NewRandom(output);

    [Fact]
    public async Task A_process_is_killed()
    {
        await using var truth = await TruthScenario.StartAsync(shared.Fleet, output, _random);
        truth.EndChangesWithin(seconds: 4);
        await TruthScenario.PassAsync(1);
        await KillAsync(truth);
        await truth.EndAsync("a process killed (SIGKILL)");
    }

    [Fact]
    public async Task A_process_is_killed_while_its_writes_wait_for_a_locked_table()
    {
        await using var truth = await TruthScenario.StartAsync(shared.Fleet, output, _random);
        await using (await truth.Fleet.LockAsync("users"))
        {
            truth.EndChangesWithin(seconds: 4);
            await TruthScenario.PassAsync(0.5);
            await KillAsync(truth);
            await TruthScenario.PassAsync(2.5);
        }
        await truth.EndAsync("a process killed (SIGKILL) while the table users is locked for 3 s");
    }

    [Fact]
    public async Task A_process_is_stopped()
    {
        await using var truth = await TruthScenario.StartAsync(shared.Fleet, output, _random);
        truth.EndChangesWithin(seconds: 6);
        await TruthScenario.PassAsync(0.5);
        var stopping = truth.Fleet.All[Victim].StopAsync();
        await TruthScenario.PassAsync(4);
        truth.Targets.Leave(Victim);
        await stopping;
        await truth.EndAsync("a process stopped (SIGTERM)");
    }

    [Fact]
    public async Task Every_process_is_stopped_and_started_again_one_after_the_other()
    {
        await using var truth = await TruthScenario.StartAsync(shared.Fleet, output, _random);
        truth.EndChangesWithin(seconds: 25);
        foreach (var (number, process) in truth.Fleet.All.Index())
        {
            truth.Targets.Leave(number);
            await process.StopAsync();
            await process.RestartAsync();
            truth.Targets.Use(number);
        }
        await truth.EndAsync("each process restarted, one after the other");
    }

    [Fact]
    public async Task Heartbeats_hang_for_ten_seconds()
    {
        await using var truth = await TruthScenario.StartAsync(shared.Fleet, output, _random);
        truth.EndChangesWithin(seconds: 12);
        await using (await truth.Fleet.LockAsync("OrleansMembershipTable"))
            await TruthScenario.PassAsync(10);
        await truth.EndAsync("heartbeats hang for 10 s (their table is locked)");
    }

    private static async Task KillAsync(TruthScenario truth)
    {
        var victim = truth.Fleet.All[Victim];
        await victim.KillAsync();
        truth.Targets.Leave(Victim);
    }
}
