using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Accepts the sessions of people, and refuses the tokens of machines, agents and other apps, which have the same issuer and keys. These
/// rules apply after the checks of the token library.
/// </summary>
internal static class SessionRules
{
    // Clerk's categories of tokens (header `cat`): of a JWT template, and of machines. Other categories are ignored, because an instance
    // may give all its tokens the same one.
    private const string ClerkTemplate = "cl_B7d4PD222AAA";
    private const string ClerkMachine = "cl_B7d4PD333AAA";

    /// <summary>Why the token is not the session of a person with this app; null when it is.</summary>
    public static TokenRefusal? Refusal(TokenJson token, Provider provider, string subject, DateTimeOffset now) =>
        OfFuture(token, provider, now)
        ?? OfKind(token, provider, subject)
        // SubjectClaim may be another claim than sub. The sub still shows which kind of token it is, so it is checked, too.
        ?? (token.Claims.Text("sub") is { } sub && sub != subject ? OfKind(token, provider, sub) : null)
        ?? OfParty(token.Claims, provider);

    private static TokenRefusal? OfFuture(TokenJson token, Provider provider, DateTimeOffset now) =>
        TokenClaims.LatestTime(token, provider) is { } made && made > now + SignInHosting.ClockSkew
            ? new TokenRefusal(
                "future",
                $"It was made {(long)(made - now).TotalSeconds} s in the future. Check this machine's clock, which is at {now:u}.")
            : null;

    private static TokenRefusal? OfKind(TokenJson token, Provider provider, string subject) => provider.Kind switch
    {
        ProviderKind.Clerk => OfClerk(token, provider, subject),
        ProviderKind.Auth0 => OfAuth0(token.Claims, subject),
        _ => OfOpenId(token.Claims, subject),
    };

    private static TokenRefusal? OfClerk(TokenJson token, Provider provider, string subject)
    {
        if (token.Header.TryGetProperty("typ", out var type) && !string.Equals(type.Text(), "JWT", StringComparison.OrdinalIgnoreCase))
            return new TokenRefusal(
                "type",
                $"Its typ is {TokenRefusal.Quoted(type.ToString())}. A session token's is JWT; an OAuth access token's is at+jwt.");
        var category = token.Header.Text("cat");
        if (category == ClerkMachine || subject.StartsWith("mch_", StringComparison.Ordinal))
            return Machine;
        if (category == ClerkTemplate && provider.Audiences.Count == 0)
            return new TokenRefusal(
                "type", $"It is from a JWT template. Such tokens are accepted only when Providers__{provider.Name}__Audience is set.");
        return token.Claims.TryGetProperty("sts", out var status) && status.Text() != "active"
            ? new TokenRefusal("session", $"Its session is not active: sts is {TokenRefusal.Quoted(status.ToString())}.")
            : null;
    }

    private static TokenRefusal? OfAuth0(JsonElement claims, string subject)
    {
        var grants = claims.Value("gty") switch
        {
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => item.Text()),
            { } one => one.Text()?.Split(' ') ?? [],
            null => [],
        };
        var isMachine = grants.Contains("client-credentials", StringComparer.OrdinalIgnoreCase)
            || subject.EndsWith("@clients", StringComparison.OrdinalIgnoreCase)
            || subject.StartsWith("agt_", StringComparison.Ordinal)
            || (claims.Value("sub_profile") is { } profile && profile.Text() != "user");
        return isMachine ? Machine : null;
    }

    // RFC 9068, section 2.2: in a grant without a person the subject is the client. Entra marks such tokens with idtyp.
    private static TokenRefusal? OfOpenId(JsonElement claims, string subject) =>
        subject == claims.Text("client_id") || subject == claims.Text("azp") || claims.Text("idtyp") == "app" ? Machine : null;

    private static TokenRefusal? OfParty(JsonElement claims, Provider provider)
    {
        if (provider.AuthorizedParties.Count == 0)
            return null;
        var party = claims.Value("azp") is { } azp ? azp.Text() : claims.Text("client_id");
        return party is not null && provider.AuthorizedParties.Contains(Origin.Normalized(party))
            ? null
            : new TokenRefusal(
                "party",
                $"Its party (azp, else client_id) is {TokenRefusal.Quoted(party)}. "
                + $"Accepted are {string.Join(", ", provider.AuthorizedParties)}.");
    }

    private static TokenRefusal Machine => new("machine", "It is the token of a machine or an agent, not the session of a person.");
}
