using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>Reads what a token says of its holder, under the names of OpenID Connect and those of Clerk's own templates.</summary>
internal static class TokenClaims
{
    /// <param name="issuedAt">When the claims were made.</param>
    public static UserClaims Of(ClaimsPrincipal token, Provider provider, string tokenIdentifier, DateTimeOffset issuedAt) => new()
    {
        Provider = provider.Name,
        TokenIdentifier = tokenIdentifier,
        IssuedAt = issuedAt,
        Name = token.Text("name"),
        FirstName = token.Text("given_name", "first_name"),
        LastName = token.Text("family_name", "last_name"),
        Username = token.Text("preferred_username", "username"),
        Email = token.Text("email"),
        EmailVerified = string.Equals(token.Text("email_verified"), "true", StringComparison.OrdinalIgnoreCase),
        PhoneNumber = token.Text("phone_number"),
        ImageUrl = token.Text("picture", "image_url"),
    };

    /// <summary>The token's <c>iat</c>; null for what is not one.</summary>
    public static DateTimeOffset? IssuedAt(this ClaimsPrincipal token) => Seconds(token.FindFirst("iat")?.Value);

    /// <summary>The token's <c>sub</c>; null for what is not one JSON string. The library makes a text of a number: that would be another subject's.</summary>
    public static string? Subject(this JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return payload.RootElement.TryGetProperty("sub", out var subject) && subject.ValueKind == JsonValueKind.String ? subject.GetString() : null;
    }

    /// <summary>A claim that is one JSON string; null for anything else. An array comes as several claims of one name.</summary>
    public static string? SingleText(this ClaimsPrincipal token, string name) =>
        token.FindAll(name).ToArray() is [{ ValueType: ClaimValueTypes.String, Value: var value }] ? value : null;

    // A claim of null comes as a claim with an empty value or the type JSON_NULL.
    private static string? Text(this ClaimsPrincipal token, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (token.FindFirst(name) is { ValueType: not "JSON_NULL" } claim && claim.Value.WithoutNul().Trim() is { Length: > 0 } text)
                return text;
        }
        return null;
    }

    private static DateTimeOffset? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}
