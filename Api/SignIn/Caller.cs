using System.Globalization;
using System.Security.Claims;

namespace OrleansUsers.Api;

/// <summary>Who calls, as a validated token says.</summary>
internal static class Caller
{
    /// <summary>The external id of the caller's user: for Clerk the token's subject.</summary>
    public static string ExternalId(this ClaimsPrincipal caller) => caller.FindFirst("sub")!.Value;

    /// <summary>What the token says of its holder, under the names of OpenID Connect and those of Clerk's own templates.</summary>
    /// <param name="now">Stands in for a missing <c>iat</c>.</param>
    public static UserClaims Claims(this ClaimsPrincipal caller, DateTimeOffset now) => new()
    {
        Provider = ClerkSettings.Provider,
        TokenIdentifier = TokenIdentifier.Of(caller.FindFirst("iss")!.Value, caller.ExternalId()),
        IssuedAt = Seconds(caller.FindFirst("iat")?.Value) ?? now,
        Name = caller.Text("name"),
        FirstName = caller.Text("given_name", "first_name"),
        LastName = caller.Text("family_name", "last_name"),
        Username = caller.Text("preferred_username", "username"),
        Email = caller.Text("email"),
        EmailVerified = string.Equals(caller.Text("email_verified"), "true", StringComparison.OrdinalIgnoreCase),
        PhoneNumber = caller.Text("phone_number"),
        ImageUrl = caller.Text("picture", "image_url"),
    };

    // A claim of null comes as a claim with an empty value or the type JSON_NULL.
    private static string? Text(this ClaimsPrincipal caller, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (caller.FindFirst(name) is { ValueType: not "JSON_NULL" } claim && claim.Value.WithoutNul().Trim() is { Length: > 0 } text)
                return text;
        }
        return null;
    }

    private static DateTimeOffset? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}
