namespace OrleansUsers.Benchmarks;

/// <summary>
/// The same four workloads to us and to each rival in turn, over several rounds. The machine's speed drifts: what counts are ratios within
/// a round.
/// </summary>
internal static class CompareBenchmark
{
    public static async Task Run(Options options)
    {
        await using var arena = await Arena.Open(options);
        var turns = new List<Turn>();
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var workload in options.Workloads)
            {
                var requests = await workload.For(arena.Requests, options.Time);
                foreach (var contestant in arena.InOrder(round))
                {
                    var turn = await Turn.Take(contestant, workload, round, arena.Load, requests, options.Connections, options.Time);
                    Console.Error.WriteLine(
                        $"round {round} {workload.Name,-3}{contestant.Name,-20}{turn.Load.Rps,8:N0}/s  "
                        + $"p50 {turn.Load.P50,6:N2}  p99 {turn.Load.P99,6:N2} ms  "
                        + $"CPU {turn.ServerCpu,6:N0} + {turn.DatabaseCpu,4:N0} µs");
                    // The first round warms everybody up.
                    if (round > 0)
                        turns.Add(turn);
                }
            }
        }
        Console.WriteLine(Tables.Of(turns));
        if (options.Plot is { } file)
            await File.WriteAllTextAsync(file, BarPlot.Of(turns));
    }
}
