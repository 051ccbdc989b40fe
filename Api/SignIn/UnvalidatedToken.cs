using Microsoft.IdentityModel.JsonWebTokens;

namespace OrleansUsers.Api;

/// <summary>
/// What a request's token says of itself before any check. It selects the keys that validate the token, and explains a refusal.
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

    /// <summary>The text of the token, as JwtBearer reads it; empty when there is none.</summary>
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
            // The text is not a token, or it is an encrypted token with a part that is not Base64url.
            return None;
        }
    }
}
