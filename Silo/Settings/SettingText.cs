using System.Globalization;

namespace OrleansUsers.Silo;

/// <summary>Removes from the text of a setting what a file, a shell or a copied page adds around it.</summary>
public static class SettingText
{
    private static readonly string[] Quotes = ["\"\"", "''", "``", "\u201C\u201D", "\u2018\u2019"];

    /// <summary>The text without white space and control characters around it, and without one pair of quotes.</summary>
    public static string Clean(string text)
    {
        var bare = TrimBlank(text);
        return bare.Length >= 2 && Array.Exists(Quotes, pair => pair[0] == bare[0] && pair[1] == bare[^1]) ? TrimBlank(bare[1..^1]) : bare;
    }

    /// <summary>The clean text; null when it is empty, because an empty setting counts as not set.</summary>
    public static string? OrNull(string? text) => text is not null && Clean(text) is { Length: > 0 } clean ? clean : null;

    private static string TrimBlank(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsBlank(text[start]))
            start++;
        while (end > start && IsBlank(text[end - 1]))
            end--;
        return text[start..end];
    }

    // A byte order mark is a format character.
    private static bool IsBlank(char character) =>
        char.IsWhiteSpace(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format;
}
