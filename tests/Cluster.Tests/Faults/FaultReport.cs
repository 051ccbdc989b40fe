using System.Globalization;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What faults cost: how long until each user was served again, and what callers saw until then.</summary>
internal sealed record FaultReport(
    TimeSpan UntilWritable,
    TimeSpan UntilReadable,
    int Calls,
    int Acknowledged,
    int Unavailable,
    int UnavailableLater,
    int Refused,
    int CutOff,
    TimeSpan Longest,
    IReadOnlyList<string> Wrong,
    IReadOnlyList<Contradiction> Stale)
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    // What was acknowledged is shown everywhere within this time.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    /// <param name="begin">When the first fault began.</param>
    /// <param name="recoveries">From when to when it was for the others to recover from each.</param>
    /// <param name="history">What was acknowledged and shown from before the fault on.</param>
    public static FaultReport Of(
        IReadOnlyCollection<Call> calls,
        CallHistory history,
        TimeSpan begin,
        IReadOnlyList<(TimeSpan From, TimeSpan Until)> recoveries)
    {
        // A call that was under way at the fault may fail by it.
        var after = calls.Where(call => call.EndedAt >= begin).ToArray();
        return new FaultReport(
            Recovery(isWrite: true),
            Recovery(isWrite: false),
            after.Length,
            calls.Count(call => call.IsWrite && call.Outcome == Outcome.Served),
            Count(Outcome.Unavailable),
            after.Count(call => call.Outcome == Outcome.Unavailable
                && !recoveries.Any(recovery => call.EndedAt >= recovery.From && call.EndedAt < recovery.Until)),
            Count(Outcome.Refused),
            Count(Outcome.CutOff),
            after.Max(call => call.Took),
            [
                .. after.Where(call => call.Outcome == Outcome.Wrong)
                    .Select(call => $"{call.Process}: {call.Detail} after {call.Took.TotalSeconds:F1} s"),
            ],
            HistoryCheck.Stale(history.Calls, Promised));

        int Count(Outcome outcome) => after.Count(call => call.Outcome == outcome);

        TimeSpan Recovery(bool isWrite) => recoveries.Max(recovery => Unserved(
            recovery.From,
            after.Where(call => call.IsWrite == isWrite && call.EndedAt >= recovery.From && call.EndedAt < recovery.Until)));
    }

    /// <summary>A row for a table in Markdown. Write it once nothing was found lost.</summary>
    public string Row(string fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {fault} | {UntilWritable.TotalSeconds:F1} s | {UntilReadable.TotalSeconds:F1} s | {Unavailable:N0} | {Refused:N0} "
        + $"| {CutOff:N0} | {Calls:N0} | {Longest.TotalSeconds:F1} s | 0 of {Acknowledged:N0} "
        + $"| {Stale.Select(shown => shown.User).Distinct().Count():N0} |");

    // To the end of the first call served after the last trouble, of the user who had to wait longest. To be served late is trouble, too;
    // whoever finds nobody there goes to the next process at once.
    private static TimeSpan Unserved(TimeSpan from, IEnumerable<Call> calls) => calls
        .GroupBy(call => call.User)
        .Select(ofUser =>
        {
            var ordered = ofUser.OrderBy(call => call.At).ToArray();
            var last = Array.FindLastIndex(ordered, call => call.Outcome is Outcome.Unavailable or Outcome.Wrong || call.Took > Late);
            var served = last < 0 || ordered[last].Outcome == Outcome.Served ? last : last + 1;
            return served < 0 ? TimeSpan.Zero
                : served < ordered.Length ? Later(ordered[served].EndedAt - from, TimeSpan.Zero)
                : TimeSpan.MaxValue;
        })
        .DefaultIfEmpty()
        .Max();

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
