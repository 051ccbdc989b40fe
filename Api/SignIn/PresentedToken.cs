using Microsoft.IdentityModel.JsonWebTokens;

namespace OrleansUsers.Api;

/// <summary>What the token of a request claims of itself before anything of it is checked: enough to choose whose keys check it, and no more.</summary>
internal sealed record PresentedToken(string? Issuer, string? KeyId)
{
    private const string Bearer = "Bearer ";
    private static readonly PresentedToken None = new(null, null);

    public static PresentedToken Of(HttpContext context)
    {
        if (context.Features.Get<PresentedToken>() is not { } presented)
            context.Features.Set(presented = Read(TextOf(context)));
        return presented;
    }

    /// <summary>The token's own text, just as JwtBearer reads it; empty when there is none.</summary>
    public static ReadOnlySpan<char> TextOf(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(Bearer.Length).Trim() : default;
    }

    private static PresentedToken Read(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return None;
        try
        {
            var token = new JsonWebToken(text.ToString());
            return new PresentedToken(token.Issuer, token.Kid);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            // It is no token, or an encrypted one in which something is not Base64url.
            return None;
        }
    }
}
