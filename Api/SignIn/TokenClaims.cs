using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads the fields of the user from a token, under the claims that the provider's settings name. Only JSON text counts as text.
/// </summary>
internal static class TokenClaims
{
    private const string OriginalIssuedAt = "oiat";
    private const string IssuedAt = "iat";

    /// <param name="others">The token identifiers of the same subject at the provider's other issuers; null when there are none.</param>
    public static UserClaims Of(TokenJson token, Provider provider, string tokenIdentifier, IReadOnlyList<string>? others)
    {
        var (claims, names) = (token.Claims, provider.Claims);
        var verified = names.EmailVerified.SelectMany(name => claims.Find(name))
            .Select(value => value.Flag()).FirstOrDefault(flag => flag is not null);
        return new UserClaims
        {
            Provider = provider.Name,
            TokenIdentifier = tokenIdentifier,
            OtherTokenIdentifiers = others,
            IssuedAt = MadeAt(token, provider) ?? DateTimeOffset.UnixEpoch,
            Name = claims.Text(names.Name),
            FirstName = claims.Text(names.FirstName),
            LastName = claims.Text(names.LastName),
            Username = claims.Text(names.Username),
            Email = claims.Text(names.Email),
            EmailVerified = verified ?? false,
            IsVerificationUnsaid = verified is null,
            PhoneNumber = claims.Text(names.PhoneNumber),
            ImageUrl = claims.Text(names.ImageUrl),
        };
    }

    /// <summary>The later of a token's two times of issue, to be compared with the clock; null when it has none.</summary>
    public static DateTimeOffset? LatestTime(TokenJson token, Provider provider) =>
        (MadeAt(token, provider), token.Claims.Time(IssuedAt)) is var (made, issued) && made > issued ? made : issued ?? made;

    // Clerk's edge issues a token anew with claims that it read earlier; oiat is the time at which it read them.
    private static DateTimeOffset? MadeAt(TokenJson token, Provider provider) =>
        (provider.Kind == ProviderKind.Clerk ? token.Header.Time(OriginalIssuedAt) : null) ?? token.Claims.Time(IssuedAt);

    private static string? Text(this JsonElement claims, IReadOnlyList<string> names) =>
        names.SelectMany(name => claims.Find(name)).Select(value => value.Text()?.WithoutNul().Trim())
            .FirstOrDefault(text => UserName.WithoutPrintedNulls(text) is not null);
}
