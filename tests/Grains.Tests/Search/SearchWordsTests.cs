using System.Text;
using CsCheck;

namespace OrleansUsers.Grains.Tests;

public sealed class SearchWordsTests
{
    private static readonly Gen<string> Text = Gen.Select(
        Gen.OneOf<string>(
            "a", "Ä", "a\u0308", "ß", "İ", "ﬁ", "５", "_", "%", ".", "@", "'", "-", " ", "\u00a0", "\t", "\u0091", "𐐀", "🚀", "\ud800",
            "漢", "ა").Array[0, 90],
        pieces => string.Concat(pieces));

    [Theory]
    [InlineData("ada.lovelace@example.com", "ada.lovelace@example.com", "com", "example.com", "lovelace@example.com")]
    [InlineData("Ada  Lovelace", "ada", "lovelace")]
    [InlineData("O'Brien-Smith", "brien-smith", "o'brien-smith", "smith")]
    [InlineData("100% _x_ (Bob)", "(bob)", "100%", "_x_", "bob)")]
    [InlineData("\u00c4RZTE \u00e4rzte", "\u00e4rzte")]
    [InlineData("🚀rocket", "rocket", "🚀rocket")]
    [InlineData("...", "...")]
    [InlineData(" \t\u00a0\0\u0091 ")]
    [InlineData(null)]
    public void A_text_has_an_entry_for_each_word(string? text, params string[] entries) =>
        Assert.Equal(entries, SearchWords.Of(text));

    [Theory]
    [InlineData("lovelace ADA", "lovelace", "ada")]
    [InlineData("ada ada Ada", "ada")]
    [InlineData("a.b@c", "a.b@c")]
    [InlineData("  ")]
    public void A_search_has_parts(string search, params string[] parts) => Assert.Equal(parts, SearchWords.Parts(search));

    [Fact]
    public void Entries_are_bounded_in_length_and_number()
    {
        var entries = SearchWords.Of(
            string.Concat(Enumerable.Repeat("a.", 300_000)), string.Join(' ', Enumerable.Range(0, 100_000)), new string('é', 500_000),
            "last");
        Assert.InRange(entries.Length, 1, 4 * SearchWords.MaxEntries);
        Assert.All(entries, entry => Assert.InRange(entry.Length, 1, SearchWords.MaxLength));
        Assert.Contains("last", entries);
    }

    [Fact]
    public void A_cut_leaves_no_half_of_a_character()
    {
        var entry = Assert.Single(SearchWords.Of(new string('a', SearchWords.MaxLength - 1) + "🚀🚀"));
        Assert.Equal(new string('a', SearchWords.MaxLength - 1), entry);
    }

    [Fact]
    public void The_entry_of_an_id_is_that_of_no_word() =>
        Assert.False(SearchWords.Match([SearchWords.OfId("x")], SearchWords.OfId("x"), "\u0091"));

    [Fact]
    public void What_the_index_holds_finds_every_beginning_of_every_word() => Gen.Select(Text, Text).Sample((name, email) =>
    {
        var entries = SearchWords.Of(name, email);
        Assert.All(entries, entry => Assert.DoesNotContain(entry, c => char.IsControl(c) || char.IsWhiteSpace(c)));
        Assert.All(entries, entry => Assert.Equal(entry, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(entry))));
        foreach (var entry in entries)
        {
            for (var length = 1; length <= entry.Length; length++)
            {
                // A part may end in the middle of a character.
                var parts = SearchWords.Parts(entry[..length]);
                if (parts is not [var part] || part != entry[..length])
                    continue;
                Assert.True(SearchWords.Match(parts, name, email));
                Assert.Contains(entries, found => found.StartsWith(SearchWords.Cut(part), StringComparison.Ordinal));
            }
        }
    });

    [Fact]
    public void A_search_matches_by_the_index_as_by_the_texts() => Gen.Select(Text, Text, Text).Sample((name, email, search) =>
    {
        var (parts, entries) = (SearchWords.Parts(search), SearchWords.Of(name, email));
        var byIndex = parts.All(part => entries.Any(entry => entry.StartsWith(SearchWords.Cut(part), StringComparison.Ordinal)));
        var isCut = parts.Any(part => part.Length > SearchWords.MaxLength);
        if (SearchWords.Match(parts, name, email) != byIndex)
            Assert.True(isCut && byIndex);
    });

    [Fact]
    public void Case_does_not_matter() => Gen.Select(Text, Text).Sample((name, search) =>
        Assert.Equal(
            SearchWords.Match(SearchWords.Parts(search), name),
            SearchWords.Match(SearchWords.Parts(search.ToUpperInvariant()), name.ToUpperInvariant())));
}
