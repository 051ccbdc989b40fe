using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>One process has a clock that is ahead, and is there when another one is killed.</summary>
[Collection(nameof(TruthTestGroup))]
public sealed class ClockTruthTests(TruthFleet shared, ITestOutputHelper output)
{
    private const int Victim = 1;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task What_was_acknowledged_is_shown_though_the_clock_of_one_process_is_ten_seconds_ahead()
    {
        var library = FakeTime.Library();
        Assert.SkipWhen(library is null, "libfaketime is missing (Debian: apt-get install faketime).");
        var fleet = shared.Fleet;
        var joined = await fleet.JoinAsync(settings => FakeTime.Ahead(settings, library, Ahead));
        try
        {
            var answer = await joined.GetAsync("/health/live");
            Assert.InRange(answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow(), Ahead - TimeSpan.FromSeconds(2), Ahead);
            await using var truth = await TruthScenario.StartAsync(fleet, output, Seed.NewRandom(output));
            truth.EndChangesWithin(seconds: 4);
            await TruthScenario.PassAsync(0.5);
            await truth.KillAsync(Victim);
            await truth.EndAsync("a process killed, the clock of another one 10 s ahead");
        }
        finally
        {
            await fleet.LeaveAsync(joined);
        }
    }
}
