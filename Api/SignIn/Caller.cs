using System.Security.Claims;

namespace OrleansUsers.Api;

/// <summary>Who calls, as a validated token says.</summary>
/// <remarks>Of the token it holds on to what it says of the user, and no more, so that many can be kept.</remarks>
internal sealed class Caller(Provider provider, string externalId, string tokenIdentifier, ClaimsPrincipal token, DateTimeOffset expiresAt)
{
    private readonly DateTimeOffset? _issuedAt = token.IssuedAt();
    private readonly UserClaims _claims = TokenClaims.Of(token, provider, tokenIdentifier, issuedAt: default);

    public Provider Provider { get; } = provider;

    /// <summary>The id of the user that this sign-in makes, unless it was linked to another one.</summary>
    public string ExternalId { get; } = externalId;

    public string TokenIdentifier { get; } = tokenIdentifier;

    /// <summary>The token's <c>exp</c>.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Hands the caller to an endpoint; every endpoint that takes one demands a token.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());

    /// <summary>The caller's user; null when it is not stored.</summary>
    public async Task<User?> Find(IGrainFactory grains) =>
        await grains.GetUser(ExternalId).Get() is { } own && IsOwn(own)
            ? own
            : (await grains.GetToken(TokenIdentifier).Find())?.User;

    /// <summary>Whether the user of that id is the caller's. In rare cases it is another provider's, made before the caller's provider was set up.</summary>
    public bool IsOwn(User user) => user.Provider == Provider.Name;

    /// <summary>Stores what the token says.</summary>
    /// <param name="now">Stands in for a missing <c>iat</c>.</param>
    public Task<StoreAnswer> Store(IGrainFactory grains, DateTimeOffset now)
    {
        var claims = _claims with { IssuedAt = _issuedAt ?? now };
        return grains.Reach(ExternalId, TokenIdentifier, user => user.Store(claims), answer => answer.Elsewhere);
    }
}
