using System.Globalization;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// Clusters of several of our processes against one process, in turn over several rounds. All have the same connections and share the
/// machine's processors, so this shows what it costs to be a cluster.
/// </summary>
internal static class ProcessesBenchmark
{
    private static readonly TimeSpan Filling = TimeSpan.FromMinutes(1);

    public static async Task Run(Options options)
    {
        await using var requests = await RequestMaker.Start();
        using var load = new LoadGenerator();
        var clusters = new List<Contestant>();
        try
        {
            foreach (var shape in options.Shapes)
            {
                clusters.Add(await Contestant.StartCluster(shape, requests));
                await load.Play(clusters[^1].Addresses, await requests.Create(0, RequestMaker.Users), options.Connections, Filling);
            }
            var turns = new List<Turn>();
            for (var round = -options.WarmUp; round < options.Rounds; round++)
            {
                foreach (var workload in options.Workloads)
                {
                    var first = (round + options.WarmUp) % clusters.Count;
                    var file = await workload.For(requests, options.Time);
                    foreach (var cluster in clusters.Skip(first).Concat(clusters.Take(first)))
                    {
                        var turn = await Turn.Take(cluster, workload, round, load, file, options.Connections, options.Time);
                        Console.Error.WriteLine(Line(turn));
                        if (round >= 0)
                            turns.Add(turn);
                    }
                }
            }
            foreach (var workload in options.Workloads)
                Console.WriteLine(Table(workload, [.. turns.Where(turn => turn.Workload == workload.Name)], options.Shapes));
        }
        finally
        {
            foreach (var cluster in clusters)
                await cluster.DisposeAsync();
        }
    }

    private static string Table(Workload workload, IReadOnlyList<Turn> turns, IReadOnlyList<string> shapes)
    {
        var one = turns.Where(turn => turn.Contestant == shapes[0]).ToDictionary(turn => turn.Round);
        var rows = shapes.Select(shape => Row(shape, [.. turns.Where(turn => turn.Contestant == shape)], one));
        return $"""
            **{workload.Name}: {workload.What}**

            | processes | requests/s | p50 ms | p99 ms | CPU µs/request: server | database | throughput is | server CPU is |
            |---|---|---|---|---|---|---|---|
            {string.Join(Environment.NewLine, rows)}

            """;
    }

    private static string Row(string shape, IReadOnlyList<Turn> turns, Dictionary<int, Turn> one)
    {
        return $"| {shape} | {Median(turn => turn.Load.Rps, "N0")} "
            + $"| {Median(turn => turn.Load.P50, "0.00")} | {Median(turn => turn.Load.P99, "0.00")} "
            + $"| {Median(turn => turn.ServerCpu, "0")} | {Median(turn => turn.DatabaseCpu, "0")} "
            + $"| {Ratio((turn, alone) => turn.Load.Rps / alone.Load.Rps)} "
            + $"| {Ratio((turn, alone) => turn.ServerCpu / alone.ServerCpu)} |";

        string Median(Func<Turn, double> figure, string format) =>
            Spread.Of(turns.Select(figure)).Median.ToString(format, CultureInfo.InvariantCulture);

        string Ratio(Func<Turn, Turn, double> ratio) => Spread.Of(turns.Select(turn => ratio(turn, one[turn.Round]))).Show("0.00") + " ×";
    }

    private static string Line(Turn turn) => string.Create(
        CultureInfo.InvariantCulture,
        $"round {turn.Round,2} {turn.Workload,-3}{turn.Contestant,-5}{turn.Load.Rps,8:N0}/s  p50 {turn.Load.P50,6:N2}  "
        + $"p99 {turn.Load.P99,6:N2} ms  CPU {turn.ServerCpu,6:N0} + {turn.DatabaseCpu,4:N0} µs");
}
