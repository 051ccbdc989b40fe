using System.Text.RegularExpressions;

namespace OrleansUsers;

/// <summary>Finds e-mail addresses in text that other users may see.</summary>
internal static partial class EmailAddress
{
    // The at sign, and its full-width and small forms, which some keyboards write.
    private const string AtSigns = "@\uFF20\uFE6B";

    // Characters beside an address, in a sentence or a web address, that do not belong to it.
    private const string Borders = "/:;,<>()[]\"'";

    /// <summary>
    /// Whether the text has an at sign with a character of an address on both sides. A handle such as <c>@ada</c> is not an address.
    /// </summary>
    public static bool IsIn(string? text)
    {
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
        {
            if (at > 0 && at < text!.Length - 1 && IsPart(text[at - 1]) && IsPart(text[at + 1]))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Whether a web address holds this or another e-mail address, plain or percent-encoded, or is an e-mail address itself.
    /// </summary>
    public static bool IsRevealedBy(string? webAddress, string? email)
    {
        if (webAddress is null)
            return false;
        // Some web addresses are percent-encoded twice.
        var plain = Uri.UnescapeDataString(Uri.UnescapeDataString(webAddress));
        return (!string.IsNullOrEmpty(email) && plain.Contains(email, StringComparison.OrdinalIgnoreCase))
            || (!webAddress.Contains("://", StringComparison.Ordinal) && IsIn(webAddress))
            || WholeAddress().IsMatch(plain);
    }

    private static int Next(string? text, int from) => text?.AsSpan(from).IndexOfAny(AtSigns) is >= 0 and var at ? from + at : -1;

    private static bool IsPart(char character) => !char.IsWhiteSpace(character) && !Borders.Contains(character, StringComparison.Ordinal);

    // An e-mail address whose domain has several labels. File names of high-resolution pictures, such as avatar@2x.png, do not match.
    [GeneratedRegex(@"[\w.%+-]+[@\uFF20\uFE6B](?!\d+(\.\d+)?x\b)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")]
    private static partial Regex WholeAddress();
}
