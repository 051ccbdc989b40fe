using System.Security.Claims;

namespace OrleansUsers.Api;

/// <summary>Who calls, as a validated token says.</summary>
/// <param name="ExternalId">The id of the user that this sign-in makes, unless it was linked to another one.</param>
/// <param name="ExpiresAt">When the token stops being taken, which is a moment after its <c>exp</c>.</param>
internal sealed record Caller(Provider Provider, string ExternalId, string TokenIdentifier, ClaimsPrincipal Token, DateTimeOffset ExpiresAt)
{
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
        var claims = TokenClaims.Of(this, now);
        return grains.Reach(ExternalId, TokenIdentifier, user => user.Store(claims), answer => answer.Elsewhere);
    }
}
