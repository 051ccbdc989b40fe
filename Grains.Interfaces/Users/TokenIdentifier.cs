namespace OrleansUsers;

/// <summary>The rules of a token identifier: one token identifier as one string, the token's raw <c>iss</c>, <c>|</c>, its <c>sub</c>.</summary>
/// <remarks>A webhook and a token must spell it alike, or one person would be two. An issuer has no <c>|</c>; a subject may (Auth0's <c>auth0|…</c> do).</remarks>
public static class TokenIdentifier
{
    /// <summary>The longest issuer, in UTF-16 code units.</summary>
    public const int MaxIssuerLength = 255;

    /// <summary>The token identifier of a subject at an issuer.</summary>
    public static string Of(string issuer, string subject) => $"{issuer}|{subject}";

    /// <summary>Issuer and subject of an identifier, split at the first <c>|</c>. False for what is none, or longer than an issuer and a subject may be.</summary>
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
