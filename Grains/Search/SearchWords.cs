using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Grains;

/// <summary>
/// The words by which users are found. A text has an entry for each word: the rest of its white-space separated token from there. So
/// <c>ada.lovelace@example.com</c> is found by the beginning of itself and of <c>lovelace@example.com</c>,
/// <c>example.com</c> and <c>com</c>.
/// </summary>
/// <remarks>
/// Texts are folded, so that case does not matter. They are not normalized: without the data of ICU the platform does not do so. An index
/// holds what <see cref="Of"/> returns. A change of these rules needs a new <see cref="Format"/>.
/// </remarks>
public static class SearchWords
{
    /// <summary>Names these rules. An index of another format has to be filled anew.</summary>
    public const int Format = 1;

    /// <summary>What an index holds of an entry, in UTF-16 code units.</summary>
    public const int MaxLength = 64;

    /// <summary>How many entries of one text an index holds.</summary>
    public const int MaxEntries = 100;

    // A control character separates words. So no text has an entry that begins with one.
    private const char IdMark = '\u0091';

    /// <summary>The entries of the texts for an index: cut to their lengths and numbers, each once, in ordinal order.</summary>
    public static string[] Of(params ReadOnlySpan<string?> texts)
    {
        var entries = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var left = MaxEntries;
            foreach (var token in Tokens(text))
            {
                foreach (var start in Starts(token))
                {
                    if (left-- == 0)
                        break;
                    entries.Add(Cut(token[start..]));
                }
                if (left < 0)
                    break;
            }
        }
        return [.. entries];
    }

    /// <summary>The entry by which a whole id is found.</summary>
    public static string OfId(string id) =>
        IdMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    /// <summary>What a search asks for: each of these must be the beginning of an entry. Each once, the longest first.</summary>
    public static string[] Parts(string search) =>
    [
        .. Tokens(search).Distinct(StringComparer.Ordinal)
            .OrderByDescending(part => part.Length).ThenBy(part => part, StringComparer.Ordinal),
    ];

    /// <summary>What an index holds of an entry, or is asked for.</summary>
    public static string Cut(string entry)
    {
        if (entry.Length <= MaxLength)
            return entry;
        return entry[..(char.IsHighSurrogate(entry[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }

    /// <summary>Whether each of the parts is the beginning of an entry of the texts, however long they are.</summary>
    public static bool Match(IReadOnlyList<string> parts, params ReadOnlySpan<string?> texts)
    {
        var missing = new HashSet<string>(parts, StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var token in Tokens(text))
            {
                foreach (var start in Starts(token))
                    missing.RemoveWhere(part => token.AsSpan(start).StartsWith(part, StringComparison.Ordinal));
            }
        }
        return missing.Count == 0;
    }

    /// <summary>The white-space separated parts of the folded text.</summary>
    private static string[] Tokens(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return [];
        var folded = WellFormed(text).ToUpperInvariant().ToLowerInvariant().ToCharArray();
        for (var i = 0; i < folded.Length; i++)
        {
            if (char.IsControl(folded[i]) || char.IsWhiteSpace(folded[i]))
                folded[i] = ' ';
        }
        return new string(folded).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    // A half of a surrogate pair cannot be stored.
    private static string WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
                return string.Concat(text.EnumerateRunes());
        }
        return text;
    }

    /// <summary>Where the words of a token begin.</summary>
    private static IEnumerable<int> Starts(string token)
    {
        yield return 0;
        var isAfterWord = IsOfWord(token, 0);
        for (var i = 1; i < token.Length; i++)
        {
            if (char.IsLowSurrogate(token[i]))
                continue;
            var isOfWord = IsOfWord(token, i);
            if (isOfWord && !isAfterWord)
                yield return i;
            isAfterWord = isOfWord;
        }
    }

    private static bool IsOfWord(string token, int at) => token[at] is '_' or '%' || CharUnicodeInfo.GetUnicodeCategory(token, at)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
