using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Who sends a request, by a validated token.</summary>
/// <remarks>It keeps only the claims about the user and not the token, so that many can be cached.</remarks>
/// <param name="issuer">The token's <c>iss</c>.</param>
/// <param name="claims">The claims of the token about the user.</param>
internal sealed class Caller(Provider provider, string externalId, string issuer, UserClaims claims, DateTimeOffset expiresAt)
{
    public Provider Provider { get; } = provider;

    /// <summary>
    /// The external id of the token identifier. The caller's user has another id when the token identifier is linked to another user.
    /// </summary>
    public string ExternalId { get; } = externalId;

    /// <summary>The token's <c>iss</c>.</summary>
    public string Issuer { get; } = issuer;

    /// <summary>The token's <c>iss|sub</c>.</summary>
    public string TokenIdentifier => claims.TokenIdentifier;

    /// <summary>The token's <c>exp</c>.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Who acts as the user, by the token's claim <c>act</c>; null when there is no actor.</summary>
    public string? Actor { get; init; }

    /// <summary>Passes the caller to an endpoint. Every endpoint with such a parameter requires a token.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());

    /// <summary>The caller's user; null when it is not stored.</summary>
    public async Task<User?> Find(Users users) =>
        await users.Find(ExternalId) is { } own && IsOwn(own) ? own : (await FindHolder(users))?.User;

    /// <summary>The holder of the token identifier, under any issuer of the provider; null when there is none.</summary>
    public Task<TokenHolder?> FindHolder(Users users) => users.FindHolder(claims.TokenIdentifier, claims.OtherTokenIdentifiers);

    /// <summary>
    /// Whether a user holds the token identifier, under any issuer of the provider. Not every user with the caller's id does: one may have
    /// been stored by another provider before the caller's provider was configured, or by an issuer that the provider no longer has.
    /// </summary>
    public bool IsOwn(User user) =>
        user.TokenIdentifiers.Contains(claims.TokenIdentifier)
        || (claims.OtherTokenIdentifiers?.Any(user.TokenIdentifiers.Contains) ?? false);

    /// <summary>Stores the claims of the token.</summary>
    public Task<StoreAnswer> Store(Users users) => users.Apply(ExternalId, claims);
}
