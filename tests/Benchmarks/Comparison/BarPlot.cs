using System.Globalization;
using System.Text;

namespace OrleansUsers.Benchmarks;

/// <summary>Each contestant's throughput at each workload as bars, in an SVG that reads on light and on dark pages.</summary>
internal static class BarPlot
{
    private const int Left = 150;
    private const int Length = 560;
    private const int BarHeight = 18;
    private const int Gap = 34;

    public static string Of(IReadOnlyList<Turn> turns)
    {
        var body = new StringBuilder();
        var y = 0;
        foreach (var workload in Workload.All.Where(workload => turns.Any(turn => turn.Workload == workload.Name)))
        {
            y += Gap;
            Text(0, y - 8, $"{workload.Name}: {workload.What}, requests/s", "#888");
            var bars = turns.Where(turn => turn.Workload == workload.Name)
                .GroupBy(
                    turn => turn.Contestant,
                    (name, theirs) => (Name: name, Rate: Spread.Of(theirs.Select(turn => turn.Load.Rps)).Median))
                .ToArray();
            var most = bars.Max(bar => bar.Rate);
            foreach (var (name, rate) in bars.OrderByDescending(bar => bar.Rate))
            {
                var width = Length * rate / most;
                var fill = name == Contestant.Us ? "#2f7ed8" : "#999";
                body.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{Left}\" y=\"{y}\" width=\"{width:0}\" height=\"{BarHeight - 4}\" fill=\"{fill}\"/>\n");
                Text(0, y + 12, name, "#888");
                Text((int)(Left + width + 6), y + 12, rate.ToString("N0", CultureInfo.InvariantCulture), "#888");
                y += BarHeight;
            }
        }
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Length + 80} {y + 8}\" "
            + $"font-family=\"sans-serif\" font-size=\"12\">\n{body}</svg>\n";

        void Text(int x, int at, string text, string colour) =>
            body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{at}\" fill=\"{colour}\">{text}</text>\n");
    }
}
