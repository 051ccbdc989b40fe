using System.Globalization;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What a fault cost: how long until each user was served again, and what callers saw until then.</summary>
internal sealed record Toll(TimeSpan UntilWritable, TimeSpan UntilReadable, int Calls, int Unavailable, int Refused, int CutOff, TimeSpan Longest, IReadOnlyList<string> Wrong)
{
    public static Toll Since(TimeSpan fault, IEnumerable<Call> calls)
    {
        // A call that was under way at the fault may fail by it.
        var after = calls.Where(call => call.EndedAt >= fault).ToArray();
        return new Toll(
            Recovery(fault, after.Where(call => call.IsWrite)),
            Recovery(fault, after.Where(call => !call.IsWrite)),
            after.Length,
            Count(Outcome.Unavailable),
            Count(Outcome.Refused),
            Count(Outcome.CutOff),
            after.Max(call => call.Took),
            [.. after.Where(call => call.Outcome == Outcome.Wrong).Select(call => $"{call.Process}: {call.Detail} after {call.Took.TotalSeconds:F1} s")]);

        int Count(Outcome outcome) => after.Count(call => call.Outcome == outcome);
    }

    /// <summary>A row for a table in Markdown.</summary>
    public string Row(string fault, int acknowledged) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {fault} | {UntilWritable.TotalSeconds:F1} s | {UntilReadable.TotalSeconds:F1} s | {Unavailable} | {Refused} | {CutOff} | {Calls:N0} | {Longest.TotalSeconds:F1} s | 0 of {acknowledged:N0} |");

    // From the fault to the first call served after the last one that was not, of the user who had to wait longest.
    private static TimeSpan Recovery(TimeSpan fault, IEnumerable<Call> calls) => calls
        .GroupBy(call => call.User)
        .Select(ofUser =>
        {
            var ordered = ofUser.OrderBy(call => call.At).ToArray();
            var last = Array.FindLastIndex(ordered, call => call.Outcome is not (Outcome.Served or Outcome.CutOff));
            return last < 0 ? TimeSpan.Zero : last + 1 < ordered.Length ? ordered[last + 1].EndedAt - fault : TimeSpan.MaxValue;
        })
        .DefaultIfEmpty()
        .Max();
}
