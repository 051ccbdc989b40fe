using Microsoft.IdentityModel.JsonWebTokens;

namespace OrleansUsers.Api;

/// <summary>
/// What the token of a request claims of itself before anything of it is checked: enough to choose whose keys check it, and to say why it
/// was refused.
/// </summary>
internal sealed record UnvalidatedToken(string? Issuer, string? KeyId, string? Algorithm, string? Audiences)
{
    private const string Bearer = "Bearer ";
    private static readonly UnvalidatedToken None = new(null, null, null, null);

    public static UnvalidatedToken Of(HttpContext context)
    {
        if (context.Features.Get<UnvalidatedToken>() is not { } token)
            context.Features.Set(token = Read(TextOf(context)));
        return token;
    }

    /// <summary>The token's own text, just as JwtBearer reads it; empty when there is none.</summary>
    public static ReadOnlySpan<char> TextOf(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(Bearer.Length).Trim() : default;
    }

    private static UnvalidatedToken Read(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return None;
        try
        {
            var token = new JsonWebToken(text.ToString());
            return new UnvalidatedToken(token.Issuer, token.Kid, token.Alg, string.Join(", ", token.Audiences));
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            // It is no token, or an encrypted one in which something is not Base64url.
            return None;
        }
    }
}
