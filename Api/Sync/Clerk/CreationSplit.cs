namespace OrleansUsers.Api;

/// <summary>
/// Splits all users of Clerk into ranges of creation times with about as many users each, so that they can be read at once.
/// </summary>
internal sealed class CreationSplit(ClerkApi api, SyncJob job)
{
    private const int MaxRanges = 24;

    // A range of fewer pages is not worth a request that counts.
    private const int MinPages = 4;

    // Users of an import were created at nearly the same time. Halving a range of time does not halve them.
    private const int MaxCounts = 4 * MaxRanges;

    /// <returns>How many users there are, and the ranges. The first has no beginning and the last has no end.</returns>
    public async Task<(long Total, IReadOnlyList<CreationRange> Ranges)> Run(CancellationToken cancellationToken)
    {
        var total = await api.Count("", job, cancellationToken);
        var wanted = (int)Math.Clamp(total / (ClerkApi.MaxPage * MinPages), 1, MaxRanges);
        if (wanted == 1)
            return (total, [new CreationRange(null, null)]);
        var first = await EdgeOf("created_at", cancellationToken);
        var last = await EdgeOf("-created_at", cancellationToken);
        var parts = new List<Part> { new(first, last + 1, total) };
        for (var counts = 0; parts.Count < wanted && counts < MaxCounts; counts++)
        {
            if (parts.Where(part => part.CanBeSplit).MaxBy(part => part.Users) is not { } largest)
                break;
            var middle = largest.Middle;
            var before = await api.Count(CreationRange.FilterOf(largest.From, middle), job, cancellationToken);
            parts.Remove(largest);
            parts.Add(largest with { To = middle, Users = before });
            parts.Add(largest with { From = middle, Users = largest.Users - before });
        }
        var borders = parts.Where(part => part.Users > 0).Select(part => part.From).Order().Skip(1).Select(time => (long?)time).ToArray();
        return (total, [.. borders.Prepend(null).Zip(borders.Append(null), (from, to) => new CreationRange(from, to))]);
    }

    private async Task<long> EdgeOf(string order, CancellationToken cancellationToken) =>
        (await api.List($"&order_by={order}", limit: 1, job, cancellationToken)).Users is [{ CreatedAt: { } time }, ..] ? time : 0;

    private sealed record Part(long From, long To, long Users)
    {
        public long Middle => From + ((To - From) / 2);

        public bool CanBeSplit => Users > ClerkApi.MaxPage && To - From > 1;
    }
}
