using System.Globalization;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// What a caller waits for: the same offered load to all, 70 % of what the slower rival can take; one connection; and how throughput stands
/// up to ten times the connections.
/// </summary>
internal static class SteadyBenchmark
{
    private const double Share = 0.7;

    public static async Task Run(Options options)
    {
        await using var arena = await Arena.Open(options);
        foreach (var workload in options.Workloads)
        {
            await Play(arena, options, workload, "warming up", options.Connections);
            var most = await Play(arena, options, workload, "as fast as it goes", options.Connections);
            var slower = most.Where(turn => turn.Contestant != Contestant.Us).Min(turn => turn.Load.Rps);
            var due = string.Create(CultureInfo.InvariantCulture, $"{slower * Share:0} due each second");
            await Play(arena, options, workload, due, options.Connections, slower * Share);
            await Play(arena, options, workload, "one connection", 1);
            await Play(arena, options, workload, $"{options.Connections * 10} connections", options.Connections * 10);
        }
    }

    /// <summary>Several rounds of turns; what is answered and shown is the median turn of each contestant, by its median time.</summary>
    private static async Task<IReadOnlyList<Turn>> Play(
        Arena arena, Options options, Workload workload, string how, int connections, double? perSecond = null)
    {
        var turns = new List<Turn>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var requests = await workload.For(arena.Requests, options.Time, perSecond);
            foreach (var contestant in arena.InOrder(round))
                turns.Add(await Turn.Take(contestant, workload, round, arena.Load, requests, connections, options.Time, perSecond));
        }

        Console.WriteLine($"\n**{workload.Name}, {how}**\n\n| | requests/s | p50 ms | p99 ms |\n|---|---|---|---|");
        var medians = turns
            .GroupBy(turn => turn.Contestant)
            .Select(theirs => theirs.OrderBy(turn => turn.Load.P50).ElementAt(options.Rounds / 2))
            .ToArray();
        foreach (var turn in medians)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {turn.Contestant} | {turn.Load.Rps:N0} | {turn.Load.P50:0.00} | {turn.Load.P99:0.00} |"));
        }
        return medians;
    }
}
