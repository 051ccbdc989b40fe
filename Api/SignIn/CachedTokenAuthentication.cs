using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace OrleansUsers.Api;

/// <summary>Authenticates a token that was validated before from the cache. Any other token is validated, and then cached.</summary>
internal sealed class CachedTokenAuthentication(
    IAuthenticationSchemeProvider schemes,
    IAuthenticationHandlerProvider handlers,
    IClaimsTransformation transform,
    IOptions<AuthenticationOptions> options,
    ValidatedTokenCache tokens) : AuthenticationService(schemes, handlers, transform, options)
{
    private static readonly Task<AuthenticateResult> NoToken = Task.FromResult(AuthenticateResult.NoResult());

    // The principal is empty: who calls is in the Caller feature.
    private static readonly Task<AuthenticateResult> Authenticated = Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity(JwtBearerDefaults.AuthenticationScheme)), JwtBearerDefaults.AuthenticationScheme)));

    public override Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        if (scheme != JwtBearerDefaults.AuthenticationScheme)
            return base.AuthenticateAsync(context, scheme);
        var token = UnvalidatedToken.TextOf(context);
        if (token.IsEmpty)
            return NoToken;
        if (tokens.Find(token) is not { } caller)
            return Check(context, scheme);
        context.Features.Set(caller);
        return Authenticated;
    }

    private async Task<AuthenticateResult> Check(HttpContext context, string scheme)
    {
        var keys = tokens.KeysOf(UnvalidatedToken.Of(context).Issuer);
        var result = await base.AuthenticateAsync(context, scheme);
        if (result.Succeeded && keys is not null && context.Features.Get<Caller>() is { } caller)
            tokens.Add(UnvalidatedToken.TextOf(context), caller, keys);
        return result;
    }
}
