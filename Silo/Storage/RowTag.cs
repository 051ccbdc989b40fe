using System.Globalization;

namespace OrleansUsers.Silo;

/// <summary>What the ETag of a user says of its row: the revision, and the sign-ins it holds, so that a write can tell whether they change.</summary>
internal readonly record struct RowTag(long Revision, string Tokens)
{
    /// <summary>The tag of a row that is not there.</summary>
    public static readonly RowTag None = new(0, "");

    // No usable identifier has a line break.
    public static RowTag Of(long revision, IReadOnlyList<string> tokens) => new(revision, tokens.Count == 1 ? tokens[0] : string.Join('\n', tokens));

    public static RowTag Parse(string? etag)
    {
        if (etag is null)
            return None;
        var at = etag.IndexOf(' ', StringComparison.Ordinal);
        return new RowTag(long.Parse(etag.AsSpan(0, at), CultureInfo.InvariantCulture), etag[(at + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision} {Tokens}");
}
