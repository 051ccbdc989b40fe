namespace OrleansUsers.Api;

/// <summary>
/// Whether Clerk's <c>created_at_after</c> and <c>created_at_before</c> include the time itself, which is not documented. The filter of a
/// range is wider by a millisecond on each side, so it counts users of the neighbours, too.
/// </summary>
/// <param name="Before">How many milliseconds before the range are counted.</param>
/// <param name="Behind">How many milliseconds behind the range are counted.</param>
internal sealed record FilterBounds(int Before, int Behind)
{
    private static readonly FilterBounds[] Possible = [new(0, 1), new(1, 2), new(1, 1), new(0, 2)];

    /// <summary>The bounds by which most ranges have as many users here as there. Nearly all ranges do.</summary>
    public static FilterBounds Guess(IReadOnlyDictionary<CreationRange, long> counted, CreationTimes here) =>
        Possible.MaxBy(bounds => counted.Count(range => range.Value == here.CountIn(bounds.Of(range.Key))))!;

    /// <summary>What the filter of a range counts.</summary>
    public CreationRange Of(CreationRange range) => new(range.From - Before, range.To + Behind);
}
