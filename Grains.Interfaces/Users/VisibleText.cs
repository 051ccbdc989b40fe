using System.Globalization;
using System.Text;

namespace OrleansUsers;

/// <summary>Distinguishes visible text from text that is blank on the screen.</summary>
public static class VisibleText
{
    // Their Unicode category is letter or symbol, but every font shows them blank: Hangul fillers, empty Braille cell, null notehead.
    private static readonly HashSet<int> BlankLetters = [0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x1D159];

    /// <summary>
    /// Whether the text has a visible character. White space, control and format characters, and marks without a letter are not visible.
    /// </summary>
    public static bool IsIn(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (IsVisible(rune))
                return true;
        }
        return false;
    }

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => false,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark => false,
        UnicodeCategory.PrivateUse => false,
        _ => !BlankLetters.Contains(rune.Value),
    };
}
