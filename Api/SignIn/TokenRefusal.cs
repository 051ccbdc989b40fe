using System.Globalization;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>Why a token was refused: for the operator, and never for the client.</summary>
/// <param name="Reason">One of few words, for metrics.</param>
/// <param name="Detail">A sentence that says what to look at.</param>
internal sealed record TokenRefusal(string Reason, string Detail)
{
    private const int MaxQuoted = 200;

    /// <summary>The token's issuer is no provider's.</summary>
    public static TokenRefusal OfIssuer(string issuer, IEnumerable<string> configured) => new(
        "issuer",
        $"Its iss is {Quoted(issuer)}. The configured issuers are {string.Join(", ", configured)}. "
        + "They have to be alike, letter by letter.");

    /// <summary>The text is no token.</summary>
    public static readonly TokenRefusal Malformed = new(
        "malformed", "It cannot be read as a signed JWT. An opaque token is none: ask the provider for one with your audience.");

    /// <summary>Its algorithm is none that is accepted, or not that of its key.</summary>
    public static TokenRefusal OfAlgorithm(string? algorithm) => new(
        "algorithm",
        $"It is signed by {Quoted(algorithm)}. Accepted are RS, PS and ES with 256, 384 or 512, and EdDSA, each with a key for it.");

    /// <summary>It has no usable subject.</summary>
    public static TokenRefusal OfSubject(Provider provider, string? subject) => new(
        "subject",
        subject is null
            ? $"It has no text under {provider.SubjectClaim}, which names the user. "
                + "Some providers need a scope for it, as Keycloak's basic."
            : $"Its {provider.SubjectClaim} cannot be used as an id: "
                + "it is blank, too long, has control characters, or lies in another provider's space.");

    /// <summary>What the token library found wrong.</summary>
    /// <param name="now">This machine's time.</param>
    public static TokenRefusal Of(Exception fault, UnvalidatedToken token, Provider provider, DateTimeOffset now) => fault switch
    {
        SecurityTokenExpiredException expired => new(
            "expired",
            $"It expired {Seconds(now.UtcDateTime - expired.Expires)} s ago. "
            + $"If that is not the token's age, look at this machine's clock, which says {now:u}."),
        SecurityTokenNoExpirationException => new("expired", "It has no exp."),
        SecurityTokenNotYetValidException early => new(
            "early",
            $"It is valid from {Seconds(early.NotBefore - now.UtcDateTime)} s on. Look at this machine's clock, which says {now:u}."),
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

    /// <summary>Somebody else's text, short and on one line.</summary>
    public static string Quoted(string? text)
    {
        if (text is null)
            return "missing";
        var line = new string([.. text.Take(MaxQuoted).Select(character => IsLine(character) ? character : ' ')]);
        return $"\"{line}\"{(text.Length > MaxQuoted ? "…" : "")}";
    }

    // No control or format character, which could hide or turn what follows.
    private static bool IsLine(char character) => char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate);

    private static long Seconds(TimeSpan? time) => (long)(time?.TotalSeconds ?? 0);
}
