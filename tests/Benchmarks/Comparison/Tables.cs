using System.Globalization;
using System.Text;

namespace OrleansUsers.Benchmarks;

/// <summary>Turns as Markdown tables: the figures of each contestant, and our ratios to each rival, paired by round.</summary>
internal static class Tables
{
    public static string Of(IReadOnlyList<Turn> turns)
    {
        var text = new StringBuilder();
        foreach (var workload in Workload.All.Where(workload => turns.Any(turn => turn.Workload == workload.Name)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"**{workload.Name}: {workload.What}**\n");
            text.AppendLine("| | requests/s | p50 ms | p99 ms | CPU µs/request: server | database | our throughput is | their CPU is |");
            text.AppendLine("|---|---|---|---|---|---|---|---|");
            var ours = turns
                .Where(turn => turn.Workload == workload.Name && turn.Contestant == Contestant.Us)
                .ToDictionary(turn => turn.Round);
            foreach (var theirs in turns.Where(turn => turn.Workload == workload.Name).GroupBy(turn => turn.Contestant))
                text.AppendLine(Row(theirs.Key, [.. theirs], ours));
            text.AppendLine();
        }
        return text.ToString();
    }

    private static string Row(string name, IReadOnlyList<Turn> theirs, Dictionary<int, Turn> ours)
    {
        var isRival = name != Contestant.Us && ours.Count > 0;
        var throughput = isRival ? Spread.Of(theirs.Select(turn => ours[turn.Round].Load.Rps / turn.Load.Rps)).Show("0.00") + " ×" : "";
        var cpu = isRival ? Spread.Of(theirs.Select(turn => turn.Cpu / ours[turn.Round].Cpu)).Show("0.00") + " ×" : "";
        return $"| {name} | {Median(turn => turn.Load.Rps, "N0")} "
            + $"| {Median(turn => turn.Load.P50, "0.00")} | {Median(turn => turn.Load.P99, "0.00")} "
            + $"| {Median(turn => turn.ServerCpu, "0")} | {Median(turn => turn.DatabaseCpu, "0")} | {throughput} | {cpu} |";

        string Median(Func<Turn, double> figure, string format) =>
            Spread.Of(theirs.Select(figure)).Median.ToString(format, CultureInfo.InvariantCulture);
    }
}
