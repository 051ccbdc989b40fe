using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>A failing sample prints its seed; run it again with the environment variable CsCheck_Seed.</summary>
public class GrainKeyTests
{
    private const int Samples = 20_000;

    // Texts that a store may confuse with others: hex and numbers, separators and their escapes, letters that fold or compose.
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf<string>("beef", "0beef", "BEEF", "00000000-0000-0000-0000-0000000000ab", "7", "-1", "+"),
        Gen.OneOf<string>("|", "||", "{", "}", "~", "%", "%7C", "%7c", "/", "\\", " ", "é", "e\u0301", "ß", "İ", "👩‍🚀"),
        Gen.Char['0', 'f'].Array[1, 32].Select(chars => new string(chars)),
        Gen.Int[0x20, 0x10FFFF].Where(scalar => scalar is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32));

    private static readonly Gen<string> Id = Piece.Array[1, 40].Select(string.Concat).Where(id => ExternalId.IsUsable(id));

    private static readonly Gen<string> Token = Gen.Select(
        Gen.OneOf<string>("https://clerk.test", "https://a.eu.auth0.com/", "http://127.0.0.1:1"), Id, TokenIdentifier.Of);

    private static readonly string Long = new('用', 400);

    private static readonly Gen<string> Any = Gen.OneOf(Id, Token);

    [Fact]
    public void A_key_is_read_back_as_the_id_it_was_made_of() =>
        Any.Sample(id => GrainKey.Decode(GrainKey.Encode(id)) == id, iter: Samples);

    [Fact]
    public void Two_ids_never_share_a_key()
    {
        // Ids that differ in one piece: there an escape could be confused with the text that it encodes.
        var near = Gen.Select(Piece.Array[1, 6], Piece, Gen.Int[0, 5], (pieces, other, at) =>
            (One: string.Concat(pieces), Other: string.Concat(pieces.Select((piece, n) => n == at % pieces.Length ? other : piece))));
        near.Where(ids => ids.One != ids.Other).Sample(
            ids => GrainKey.Encode(ids.One) != GrainKey.Encode(ids.Other)
                && GrainKey.EncodeBounded(ids.One) != GrainKey.EncodeBounded(ids.Other)
                && GrainKey.EncodeBounded(ids.One + Long) != GrainKey.EncodeBounded(ids.Other + Long),
            iter: Samples);
    }

    [Fact]
    public void A_key_is_never_taken_for_a_number_or_a_guid() =>
        Any.Sample(
            id =>
            {
                var keys = new[] { GrainKey.Encode(id), GrainKey.EncodeBounded(id), GrainKey.EncodeBounded(id + Long) };
                return Array.TrueForAll(keys, key => GrainId.Create("example", key) is var grain
                    && !grain.TryGetGuidKey(out _, out _) && !grain.TryGetIntegerKey(out _, out _));
            },
            iter: Samples);

    [Fact]
    public void A_token_identifier_is_split_at_its_first_bar() =>
        Gen.Select(Gen.OneOf<string>("https://clerk.test", "https://a.eu.auth0.com/"), Id).Sample(
            (issuer, subject) =>
                TokenIdentifier.TrySplit(TokenIdentifier.Of(issuer, subject), out var from, out var to) && (from, to) == (issuer, subject),
            iter: Samples);

    [Theory, InlineData(""), InlineData("|"), InlineData("a|"), InlineData("|a"), InlineData("https://clerk.test")]
    [InlineData("a| "), InlineData("a|b\0")]
    public void What_is_no_token_identifier_is_not_split(string text) => Assert.False(TokenIdentifier.TrySplit(text, out _, out _));

    [Theory, InlineData("user_1"), InlineData("")]
    public void What_is_no_key_is_not_read_as_an_id(string key) => Assert.Throws<FormatException>(() => GrainKey.Decode(key));
}
