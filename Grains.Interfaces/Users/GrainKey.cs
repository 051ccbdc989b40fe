using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers;

/// <summary>Encodes the id of any provider as a grain key and decodes it again. Different ids have different keys.</summary>
/// <remarks>
/// Orleans' ADO.NET storage parses a string key as a number or a GUID where it can: <c>beef</c>, <c>0beef</c> and <c>BEEF</c> would share
/// one row, and a key with <c>{</c> could be written only once. So a key made here starts with a character that is not a hex digit. The
/// rest holds only unreserved characters (RFC 3986, section 2.3) and <c>%</c>.
/// </remarks>
public static class GrainKey
{
    private const char Mark = '~';
    private const char DigestMark = '_';

    // An id of 400 characters can encode to 3,600. An index row of PostgreSQL holds 2,704 bytes; a longer key fits only if it compresses.
    private const int MaxLength = 1000;

    /// <summary>The grain key of an id. The id must be well-formed UTF-16: otherwise two ids could share a key.</summary>
    public static string Encode(string id) => Mark + Uri.EscapeDataString(id);

    /// <summary>
    /// A key of bounded length for an id that need not be decoded: the key of <see cref="Encode"/>, or a digest where that is too long.
    /// </summary>
    public static string EncodeBounded(string id) =>
        Encode(id) is { Length: <= MaxLength } key
            ? key
            : DigestMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>The id a key was made from.</summary>
    /// <exception cref="FormatException">The key was not made by <see cref="Encode"/>.</exception>
    public static string Decode(string key) =>
        key is [Mark, ..] ? Uri.UnescapeDataString(key[1..]) : throw new FormatException($"'{key}' is not an encoded grain key.");
}
