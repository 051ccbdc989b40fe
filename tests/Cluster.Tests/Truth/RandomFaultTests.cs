using System.Diagnostics;
using System.Globalization;

namespace OrleansUsers.Cluster.Tests;

/// <summary>
/// Faults by chance, one or two at a time. <c>TRUTH_SECONDS</c> says for how long, <c>STORM_SEED</c> repeats the schedule of a run.
/// </summary>
[Collection(nameof(TruthTestGroup))]
public sealed class RandomFaultTests(TruthFleet shared, ITestOutputHelper output)
{
    private const string Length = "TRUTH_SECONDS";
    private const double ShortSeconds = 60;
    private const int Users = 60;

    private sealed record Fault(string Name, Func<TruthScenario, int, Task> StrikeAsync);

    [Fact]
    public async Task What_was_acknowledged_is_shown_after_any_of_them()
    {
        var asked = Environment.GetEnvironmentVariable(Length);
        var seconds = double.TryParse(asked, CultureInfo.InvariantCulture, out var given) ? given : ShortSeconds;
        var random = Seed.NewRandom(output);
        var watch = Stopwatch.StartNew();
        for (var round = 1; watch.Elapsed.TotalSeconds < seconds; round++)
            await RoundAsync(round, new Random(random.Next()));
    }

    private async Task RoundAsync(int round, Random random)
    {
        var victims = Enumerable.Range(0, shared.Fleet.All.Count).ToArray();
        random.Shuffle(victims);
        var faults = Enumerable.Range(0, random.Next(1, 3))
            .Select(index => (Fault: Any(random), Victim: victims[index], Delay: random.NextDouble() * 3))
            .ToArray();
        var within = 2 + random.NextDouble() * 10;
        var schedule = string.Join(", ", faults.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Fault.Name} of process {one.Victim} after {one.Delay:F1} s")));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}, changes for {within:F1} s: {schedule}"));

        await using var truth = await TruthScenario.StartAsync(shared.Fleet, output, random, Users);
        truth.EndChangesWithin(within);
        await Task.WhenAll(faults.Select(async one =>
        {
            await TruthScenario.PassAsync(one.Delay);
            await one.Fault.StrikeAsync(truth, one.Victim);
        }));
        await truth.LookAsync(schedule);
    }

    private Fault Any(Random random)
    {
        var seconds = 6 + random.NextDouble() * 4;
        // The death is noticed after about three seconds.
        var lockedFor = 2 + random.NextDouble() * 2;
        return random.Next(7) switch
        {
            0 => new("a kill", ProcessFaults.KillAsync),
            1 => new("a kill with the users locked", (truth, process) => truth.KillWhileLockedAsync(process, lockedFor)),
            2 or 3 => new("a freeze", (truth, process) => truth.FreezeAsync(process, seconds)),
            4 => new("a restart", ProcessFaults.RestartAsync),
            5 => new("a locked table of members in the life", (truth, _) => truth.LockMembersAsync(seconds)),
            _ => new("a database out of reach for process 2 in the life", (_, _) => shared.CutDatabaseAsync(seconds)),
        };
    }
}
