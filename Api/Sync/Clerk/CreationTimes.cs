namespace OrleansUsers.Api;

/// <summary>When the stored users of a provider were created, in milliseconds since 1970, sorted.</summary>
internal sealed class CreationTimes(long[] times)
{
    public int Count => times.Length;

    public long CountIn(CreationRange range) =>
        (range.To is { } to ? IndexOf(to) : times.Length) - (range.From is { } from ? IndexOf(from) : 0);

    /// <summary>
    /// Ranges with about as many users each, by chance: a user who is missing here hides one who is gone there as long as both are in the
    /// same range. The first range has no beginning and the last has no end.
    /// </summary>
    public IReadOnlyList<CreationRange> Split(int parts)
    {
        var borders = Enumerable.Range(1, parts - 1)
            .Select(part => (long?)times[(int)(times.Length * (part + Chance()) / parts)]).Distinct().ToArray();
        return [.. borders.Prepend(null).Zip(borders.Append(null), (from, to) => new CreationRange(from, to))];
    }

    /// <summary>Both parts of a range, about halves; null when all of its users were created at the same time.</summary>
    public IReadOnlyList<CreationRange>? Halves(CreationRange range)
    {
        var (start, end) = (range.From is { } from ? IndexOf(from) : 0, range.To is { } to ? IndexOf(to) : times.Length);
        var middle = times[start + (int)((end - start) * (0.5 + (Chance() / 5)))];
        // The first time that is later than that of the first user, when half of them have the same one.
        if (middle == times[start])
            middle = IndexOf(middle + 1) is var next && next < end ? times[next] : middle;
        return middle == times[start] ? null : [range with { To = middle }, range with { From = middle }];
    }

    private static double Chance() => Random.Shared.NextDouble() - 0.5;

    /// <summary>The index of the first time that is not earlier.</summary>
    private int IndexOf(long time)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
