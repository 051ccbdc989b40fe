namespace OrleansUsers.Silo;

/// <summary>Finds the known key that is most like an unknown one.</summary>
internal static class NearestKey
{
    /// <summary>
    /// The known key with the smallest edit distance, whatever the case. A longer common beginning lowers the distance, because people
    /// shorten words at their end.
    /// </summary>
    public static string Of(string unknown, IEnumerable<string> known) =>
        known.MinBy(key => Distance(unknown.ToUpperInvariant(), key.ToUpperInvariant()) - unknown.AsSpan().CommonPrefixLength(key))!;

    // The Levenshtein distance, row by row.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
