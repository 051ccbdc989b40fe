using System.Globalization;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What a fault cost: how long until each user was served again, and what callers saw until then.</summary>
internal sealed record Toll(TimeSpan UntilWritable, TimeSpan UntilReadable, int Calls, int Unavailable, int Refused, int CutOff, TimeSpan Longest, IReadOnlyList<string> Wrong)
{
    /// <param name="fault">When it began.</param>
    /// <param name="mended">When what failed was there again, from which on recovery counts; the same moment where it is for the others to recover.</param>
    /// <param name="recovered">When it was over for everybody, and the next thing began, like the return of what had failed.</param>
    public static Toll Of(IEnumerable<Call> calls, TimeSpan fault, TimeSpan mended, TimeSpan recovered)
    {
        // A call that was under way at the fault may fail by it.
        var after = calls.Where(call => call.EndedAt >= fault).ToArray();
        var until = after.Where(call => call.At < recovered).ToArray();
        return new Toll(
            Recovery(mended, until.Where(call => call.IsWrite)),
            Recovery(mended, until.Where(call => !call.IsWrite)),
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

    // To the first call served after the last one that was not, of the user who had to wait longest.
    private static TimeSpan Recovery(TimeSpan from, IEnumerable<Call> calls) => calls
        .GroupBy(call => call.User)
        .Select(ofUser =>
        {
            var ordered = ofUser.OrderBy(call => call.At).ToArray();
            var last = Array.FindLastIndex(ordered, call => call.Outcome is not (Outcome.Served or Outcome.CutOff));
            return last < 0 ? TimeSpan.Zero : last + 1 < ordered.Length ? Later(ordered[last + 1].EndedAt - from, TimeSpan.Zero) : TimeSpan.MaxValue;
        })
        .DefaultIfEmpty()
        .Max();

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
