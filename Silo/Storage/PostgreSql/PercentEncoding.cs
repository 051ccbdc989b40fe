using System.Globalization;
using System.Text;

namespace OrleansUsers.Silo;

/// <summary>Decodes the percent-encoding of a URL. A + stays a +, as in libpq.</summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The text cannot be decoded, or the database does not accept the result.</exception>
    public static string Decode(string text)
    {
        string decoded;
        try
        {
            decoded = Utf8.GetString(Bytes(Utf8.GetBytes(text)));
        }
        catch (ArgumentException)
        {
            // This exception has no inner one: its message would quote bytes, which may belong to a password.
            throw new FormatException("the URL holds bytes that are not UTF-8; percent-encode the UTF-8 bytes of each special character.");
        }

        if (decoded.Contains('\0'))
            throw new FormatException("the URL holds a zero byte (%00), which PostgreSQL does not accept; leave it out.");
        // DbConnectionStringBuilder does not quote such a value, and loses the line feed when it reads the connection string.
        return !decoded.EndsWith('\n') ? decoded
            : throw new FormatException("a part of the URL ends with a line feed (%0A), which Npgsql would lose; leave it out.");
    }

    private static byte[] Bytes(byte[] text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
                bytes.Add(text[i]);
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
                throw new FormatException("a % in the URL is not followed by two hexadecimal digits; write the character % itself as %25.");
        }
        return [.. bytes];
    }
}
