using System.Text.RegularExpressions;

namespace OrleansUsers;

/// <summary>Finds e-mail addresses in text that other users may see.</summary>
internal static partial class EmailAddress
{
    // The at sign, and its full-width and small forms, which some keyboards write.
    private const string AtSigns = "@\uFF20\uFE6B";

    // What stands beside an address in a sentence or a web address, and is no part of it.
    private const string Borders = "/:;,<>()[]\"'";

    /// <summary>Whether the text has an at sign with something of an address on both sides. A handle such as <c>@ada</c> is none.</summary>
    public static bool IsIn(string? text)
    {
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
        {
            if (at > 0 && at < text!.Length - 1 && IsPart(text[at - 1]) && IsPart(text[at + 1]))
                return true;
        }
        return false;
    }

    /// <summary>Whether a web address holds the e-mail address, plain or percent-encoded, or is itself one.</summary>
    public static bool IsTold(string? webAddress, string? email)
    {
        if (webAddress is null)
            return false;
        // Some encode what is encoded already.
        var plain = Uri.UnescapeDataString(Uri.UnescapeDataString(webAddress));
        return (!string.IsNullOrEmpty(email) && plain.Contains(email, StringComparison.OrdinalIgnoreCase))
            || (!webAddress.Contains("://", StringComparison.Ordinal) && IsIn(webAddress))
            || WholeAddress().IsMatch(plain);
    }

    private static int Next(string? text, int from) => text?.AsSpan(from).IndexOfAny(AtSigns) is >= 0 and var at ? from + at : -1;

    private static bool IsPart(char character) => !char.IsWhiteSpace(character) && !Borders.Contains(character, StringComparison.Ordinal);

    // With a domain of several labels. Pictures of more pixels are called avatar@2x.png.
    [GeneratedRegex(@"[\w.%+-]+[@\uFF20\uFE6B](?!\d+(\.\d+)?x\b)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")]
    private static partial Regex WholeAddress();
}
