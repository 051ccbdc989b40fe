using System.Globalization;

namespace OrleansUsers.Silo;

/// <summary>What the ETag of a user says of its row: the revision, and the sign-ins it holds, so that a write can tell whether they change.</summary>
internal readonly struct RowTag(long revision, ReadOnlyMemory<char> tokens)
{
    public long Revision => revision;

    // No usable identifier has a line break.
    public static RowTag Of(long revision, IReadOnlyList<string> tokens) => new(revision, (tokens.Count == 1 ? tokens[0] : string.Join('\n', tokens)).AsMemory());

    /// <summary>The tag as it was written; of no row when there is none.</summary>
    public static RowTag Parse(string? etag)
    {
        if (etag is null)
            return default;
        var at = etag.IndexOf(' ', StringComparison.Ordinal);
        return new RowTag(long.Parse(etag.AsSpan(0, at), CultureInfo.InvariantCulture), etag.AsMemory(at + 1));
    }

    public bool HoldsTheSame(RowTag other) => Tokens.SequenceEqual(other.Tokens);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision} {Tokens}");

    private ReadOnlySpan<char> Tokens => tokens.Span;
}
