using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Who calls, as a validated token says.</summary>
/// <remarks>Of the token it holds on to what it says of the user, and no more, so that many can be kept.</remarks>
/// <param name="issuer">The token's <c>iss</c>.</param>
/// <param name="claims">What the token says of the user.</param>
internal sealed class Caller(Provider provider, string externalId, string issuer, UserClaims claims, DateTimeOffset expiresAt)
{
    public Provider Provider { get; } = provider;

    /// <summary>The id of the user that this token identifier makes, unless it was linked to another one.</summary>
    public string ExternalId { get; } = externalId;

    /// <summary>The token's <c>iss</c>.</summary>
    public string Issuer { get; } = issuer;

    /// <summary>The token's <c>iss|sub</c>.</summary>
    public string TokenIdentifier => claims.TokenIdentifier;

    /// <summary>The token's <c>exp</c>.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Who acts as the user, by the token's claim <c>act</c>; null when the user does.</summary>
    public string? Actor { get; init; }

    /// <summary>Hands the caller to an endpoint; every endpoint that takes one demands a token.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());

    /// <summary>The caller's user; null when it is not stored.</summary>
    public async Task<User?> Find(Users users) =>
        await users.Find(ExternalId) is { } own && IsOwn(own) ? own : (await FindHolder(users))?.User;

    /// <summary>Who holds the token identifier, under any issuer of the provider; null when nobody does.</summary>
    public Task<TokenHolder?> FindHolder(Users users) => users.FindHolder(claims.TokenIdentifier, claims.OtherTokenIdentifiers);

    /// <summary>
    /// Whether a user holds the token identifier, under any issuer of the provider. A user of the caller's id may not: it is another
    /// provider's, made before the caller's was set up, or it was stored by an issuer that the provider no longer has.
    /// </summary>
    public bool IsOwn(User user) =>
        user.TokenIdentifiers.Contains(claims.TokenIdentifier)
        || (claims.OtherTokenIdentifiers?.Any(user.TokenIdentifiers.Contains) ?? false);

    /// <summary>Stores what the token says.</summary>
    public Task<StoreAnswer> Store(Users users) => users.Apply(ExternalId, claims);
}
