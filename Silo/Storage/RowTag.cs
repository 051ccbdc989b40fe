using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Silo;

/// <summary>What the ETag of a user says of its row: the revision, and a digest of the sign-ins it holds, so that a write can tell whether they change.</summary>
internal readonly record struct RowTag(long Revision, string Tokens)
{
    /// <summary>The tag of a row that is not there.</summary>
    public static readonly RowTag None = new(0, Digest([]));

    public static RowTag Of(long revision, IReadOnlyList<string> tokens) => new(revision, Digest(tokens));

    public static RowTag Parse(string? etag)
    {
        if (etag is null)
            return None;
        var at = etag.IndexOf(' ', StringComparison.Ordinal);
        return new RowTag(long.Parse(etag.AsSpan(0, at), CultureInfo.InvariantCulture), etag[(at + 1)..]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision} {Tokens}");

    // No usable identifier has a line break.
    private static string Digest(IReadOnlyList<string> tokens) =>
        tokens.Count == 0 ? "" : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', tokens))).AsSpan(0, 12));
}
