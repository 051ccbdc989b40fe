namespace OrleansUsers;

/// <summary>The rules of a token identifier: the token's <c>iss|sub</c>, letter by letter.</summary>
/// <remarks>
/// Webhooks and tokens must give the same text: otherwise one person would be two users. An issuer has no <c>|</c>; a subject may have
/// one, such as Auth0's <c>auth0|…</c>.
/// </remarks>
public static class TokenIdentifier
{
    /// <summary>The longest issuer, in UTF-16 code units.</summary>
    public const int MaxIssuerLength = 255;

    /// <summary>The token identifier of a subject at an issuer.</summary>
    public static string Of(string issuer, string subject) => $"{issuer}|{subject}";

    /// <summary>
    /// Splits a token identifier into issuer and subject, at the first <c>|</c>. False for any other text, and when a part is too long.
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
