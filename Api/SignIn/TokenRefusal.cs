using System.Globalization;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>Why a token was refused. It is for the operator and is never sent to the client.</summary>
/// <param name="Reason">One of few values, as a tag of metrics.</param>
/// <param name="Detail">Sentences for the log: what is wrong, and what to check.</param>
internal sealed record TokenRefusal(string Reason, string Detail)
{
    private const int MaxQuoted = 200;

    /// <summary>All reasons to refuse a token of a configured issuer.</summary>
    public static IReadOnlyList<string> Reasons { get; } =
    [
        "malformed", "algorithm", "key", "signature", "expired", "early", "future", "audience", "party", "subject", "type", "session",
        "machine",
    ];

    /// <summary>All reasons to refuse a token whose provider is not known.</summary>
    public static IReadOnlyList<string> ReasonsWithoutProvider { get; } = ["issuer", "malformed"];

    /// <summary>The token's issuer is not configured.</summary>
    public static TokenRefusal OfIssuer(string issuer, IEnumerable<string> configured) => new(
        "issuer",
        $"Its iss is {Quoted(issuer)}. The configured issuers are {string.Join(", ", configured)}. "
        + "It must be exactly one of them.");

    /// <summary>The text is not a token.</summary>
    public static readonly TokenRefusal Malformed = new(
        "malformed", "It cannot be read as a signed JWT. An opaque token cannot be used: ask the provider for a token with your audience.");

    /// <summary>Its algorithm is not accepted, or does not fit its key.</summary>
    public static TokenRefusal OfAlgorithm(string? algorithm) => new(
        "algorithm",
        $"It is signed with {Quoted(algorithm)}. Accepted are RS, PS and ES with 256, 384 or 512, and EdDSA, each with a key for it.");

    /// <summary>It has no usable subject.</summary>
    public static TokenRefusal OfSubject(Provider provider, string? subject) => new(
        "subject",
        subject is null
            ? $"It has no text under {provider.SubjectClaim}, which names the user. "
                + "Some providers send it only with a scope, such as basic at Keycloak."
            : $"Its {provider.SubjectClaim} cannot be used as an id: "
                + "it is blank, too long, has control characters, or begins with another provider's name and a |.");

    /// <summary>Translates what the token library found wrong.</summary>
    /// <param name="now">This machine's time.</param>
    public static TokenRefusal Of(Exception fault, UnvalidatedToken token, Provider provider, DateTimeOffset now) => fault switch
    {
        SecurityTokenExpiredException expired => new(
            "expired",
            $"It expired {Seconds(now.UtcDateTime - expired.Expires)} s ago. "
            + $"If it should still be valid, check this machine's clock, which is at {now:u}."),
        SecurityTokenNoExpirationException => new("expired", "It has no exp."),
        SecurityTokenNotYetValidException early => new(
            "early",
            $"It becomes valid in {Seconds(early.NotBefore - now.UtcDateTime)} s. Check this machine's clock, which is at {now:u}."),
        SecurityTokenInvalidLifetimeException => new("expired", "Its nbf is not before its exp."),
        SecurityTokenInvalidAudienceException => new(
            "audience",
            $"Its aud is {Quoted(token.Audiences)}. Providers__{provider.Name}__Audience accepts {string.Join(", ", provider.Audiences)}."),
        _ when !SigningAlgorithms.Accepted.Contains(token.Algorithm) => OfAlgorithm(token.Algorithm),
        SecurityTokenSignatureKeyNotFoundException => new("key", $"Its key {Quoted(token.KeyId)} is not in the issuer's key set."),
        SecurityTokenInvalidAlgorithmException => OfAlgorithm(token.Algorithm),
        SecurityTokenMalformedException or ArgumentException => Malformed,
        _ => new("signature", $"Its signature does not fit its key {Quoted(token.KeyId)} and the algorithm {Quoted(token.Algorithm)}."),
    };

    /// <summary>Quotes a text that a client chose: shortened, and on one line.</summary>
    public static string Quoted(string? text)
    {
        if (text is null)
            return "missing";
        var line = new string([.. text.Take(MaxQuoted).Select(character => IsPrintable(character) ? character : ' ')]);
        return $"\"{line}\"{(text.Length > MaxQuoted ? "…" : "")}";
    }

    // Control and format characters could hide or reverse the text that follows.
    private static bool IsPrintable(char character) => char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate);

    private static long Seconds(TimeSpan? time) => (long)(time?.TotalSeconds ?? 0);
}
