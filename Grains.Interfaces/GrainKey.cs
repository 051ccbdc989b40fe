using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers;

/// <summary>Writes an id of any provider as a grain key and reads it back; different ids have different keys.</summary>
/// <remarks>
/// Orleans' ADO.NET storage reads a string key as a number or a GUID where it can: <c>beef</c>, <c>0beef</c> and <c>BEEF</c> would be one
/// row, and a
/// key with <c>{</c> could be written only once. A key made here starts with a character that is no hex digit and holds unreserved
/// characters (RFC 3986, section 2.3) and <c>%</c> only.
/// </remarks>
public static class GrainKey
{
    private const char Mark = '~';
    private const char DigestMark = '_';

    // 400 characters of an id can become 3,600. PostgreSQL indexes rows of up to 2,704 bytes: longer ones only fit while they compress.
    private const int MaxLength = 1000;

    /// <summary>The grain key of an id. The id must be well-formed UTF-16, or two ids could share a key.</summary>
    public static string Encode(string id) => Mark + Uri.EscapeDataString(id);

    /// <summary>
    /// A key for an id that need not be read back, of bounded length: that of <see cref="Encode"/>, or a digest in its place.
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
