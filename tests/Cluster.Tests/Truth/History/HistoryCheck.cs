namespace OrleansUsers.Cluster.Tests;

/// <summary>An answer that a register may not give: each user is one, and its changes only grow in number.</summary>
/// <param name="Read">The wrong answer.</param>
/// <param name="Reason">The call that makes it wrong.</param>
internal sealed record Contradiction(string User, Observation Read, string Reason)
{
    public override string ToString() => $"{User}: {Read}, but {Reason}";
}

/// <summary>Checks whether a recorded history is linearizable for each user.</summary>
/// <remarks>
/// The numbers of changes are totally ordered and a user shows the greatest one that was written: a register that holds a maximum. For
/// such a register a history is linearizable exactly if no read returns less than what was acknowledged or read before it began, and none
/// returns what nobody had written when it ended. So no search is needed: one pass in the order of real time finds every contradiction.
/// </remarks>
internal static class HistoryCheck
{
    /// <summary>Reads that are older than what was acknowledged, or read, before they began.</summary>
    public static IReadOnlyList<Contradiction> Linearizable(IEnumerable<Observation> calls) =>
        [.. PerUser(calls, user => [.. Older(user, TimeSpan.Zero, countsReads: true), .. Invented(user), .. Ambiguous(user)])];

    /// <summary>Reads that are older than what was acknowledged this long before they began.</summary>
    public static IReadOnlyList<Contradiction> Stale(IEnumerable<Observation> calls, TimeSpan after) =>
        [.. PerUser(calls, user => Older(user, after, countsReads: false))];

    private static IEnumerable<Contradiction> PerUser(
        IEnumerable<Observation> calls, Func<IReadOnlyList<Observation>, IEnumerable<Contradiction>> check) =>
        calls.GroupBy(call => call.User).SelectMany(user => check([.. user]));

    private static IEnumerable<Contradiction> Older(IReadOnlyList<Observation> user, TimeSpan after, bool countsReads)
    {
        var known = user
            .Where(call => call.ReturnedAt != TimeSpan.MaxValue && (countsReads || call.IsWrite))
            .OrderBy(call => call.ReturnedAt)
            .ToArray();
        Observation? newest = null;
        var next = 0;
        foreach (var read in user.Where(call => !call.IsWrite).OrderBy(call => call.InvokedAt))
        {
            for (; next < known.Length && known[next].ReturnedAt + after < read.InvokedAt; next++)
            {
                if (newest is null || known[next].Number > newest.Value.Number)
                    newest = known[next];
            }
            if (newest is { } floor && read.Number < floor.Number)
                yield return new Contradiction(read.User, read, $"before: {floor}");
        }
    }

    private static IEnumerable<Contradiction> Invented(IReadOnlyList<Observation> user)
    {
        var begun = user.Where(call => call.IsWrite).GroupBy(call => call.Number)
            .ToDictionary(change => change.Key, change => change.Min(call => call.InvokedAt));
        return from read in user
               where !read.IsWrite && (!begun.TryGetValue(read.Number, out var at) || at > read.ReturnedAt)
               select new Contradiction(read.User, read, "nobody had written that");
    }

    // Two states under one version would be two truths.
    private static IEnumerable<Contradiction> Ambiguous(IReadOnlyList<Observation> user) =>
        from read in user
        where read.Version > 0
        group read by read.Version into version
        where version.Select(read => read.Number).Distinct().Count() > 1
        let others = version.Where(read => read.Number != version.First().Number)
        select new Contradiction(version.First().User, version.First(), $"with the same version: {others.First()}");
}
