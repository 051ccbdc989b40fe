namespace OrleansUsers;

/// <summary>The rules of a token identifier, which is <c>iss|sub</c> as the token has them, letter by letter.</summary>
/// <remarks>
/// A webhook and a token must spell it alike, or one person would be two users. An issuer has no <c>|</c>; a subject may have one, as
/// Auth0's <c>auth0|…</c>.
/// </remarks>
public static class TokenIdentifier
{
    /// <summary>The longest issuer, in UTF-16 code units.</summary>
    public const int MaxIssuerLength = 255;

    /// <summary>The token identifier of a subject at an issuer.</summary>
    public static string Of(string issuer, string subject) => $"{issuer}|{subject}";

    /// <summary>
    /// Issuer and subject of a token identifier, split at the first <c>|</c>. False for a text that is none, or whose parts are too long.
    /// </summary>
    public static bool TrySplit(string? identifier, out string issuer, out string subject)
    {
        var at = identifier?.IndexOf('|', StringComparison.Ordinal) ?? -1;
        (issuer, subject) = at < 0 ? ("", "") : (identifier![..at], identifier[(at + 1)..]);
        return issuer.Length <= MaxIssuerLength && ExternalId.IsUsable(issuer) && ExternalId.IsUsable(subject);
    }

    /// <summary>The grain of a token identifier.</summary>
    public static ITokenGrain GetToken(this IGrainFactory grains, string tokenIdentifier) =>
        grains.GetGrain<ITokenGrain>(GrainKey.Encode(tokenIdentifier));
}
