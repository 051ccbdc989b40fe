using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace OrleansUsers.Api;

/// <summary>Has a client's token checked when it is seen for the first time, and knows it from then on.</summary>
internal sealed class CachedTokenAuthentication(
    IAuthenticationSchemeProvider schemes,
    IAuthenticationHandlerProvider handlers,
    IClaimsTransformation transform,
    IOptions<AuthenticationOptions> options,
    ValidatedTokenCache tokens) : AuthenticationService(schemes, handlers, transform, options)
{
    private static readonly Task<AuthenticateResult> Nobody = Task.FromResult(AuthenticateResult.NoResult());

    // Who it is, the Caller says.
    private static readonly Task<AuthenticateResult> Known = Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity(JwtBearerDefaults.AuthenticationScheme)), JwtBearerDefaults.AuthenticationScheme)));

    public override Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        if (scheme != JwtBearerDefaults.AuthenticationScheme)
            return base.AuthenticateAsync(context, scheme);
        var token = UnvalidatedToken.TextOf(context);
        if (token.IsEmpty)
            return Nobody;
        if (tokens.Find(token) is not { } caller)
            return Check(context, scheme);
        context.Features.Set(caller);
        return Known;
    }

    private async Task<AuthenticateResult> Check(HttpContext context, string scheme)
    {
        var keys = tokens.KeysOf(UnvalidatedToken.Of(context).Issuer);
        var result = await base.AuthenticateAsync(context, scheme);
        if (result.Succeeded && keys is not null && context.Features.Get<Caller>() is { } caller)
            tokens.Keep(UnvalidatedToken.TextOf(context), caller, keys);
        return result;
    }
}
