using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Tells people's sessions from the tokens of machines, agents and other apps, which have the same issuer and keys. That is asked of a
/// token beyond what the token library checks.
/// </summary>
internal static class SessionRules
{
    // Clerk's categories of tokens (header `cat`): of a JWT template, and of machines. An instance may stamp all its tokens alike; that
    // says nothing.
    private const string ClerkTemplate = "cl_B7d4PD222AAA";
    private const string ClerkMachine = "cl_B7d4PD333AAA";

    /// <summary>Why the token is no session of a person with this app; null when it is one.</summary>
    public static TokenRefusal? Refusal(TokenJson token, Provider provider, string subject, DateTimeOffset now) =>
        OfFuture(token, provider, now)
        ?? OfKind(token, provider, subject)
        // Another claim may name the user; what kind of token it is, its subject tells all the same.
        ?? (token.Claims.Text("sub") is { } sub && sub != subject ? OfKind(token, provider, sub) : null)
        ?? OfParty(token.Claims, provider);

    private static TokenRefusal? OfFuture(TokenJson token, Provider provider, DateTimeOffset now) =>
        TokenClaims.LatestTime(token, provider) is { } made && made > now + SignInHosting.ClockSkew
            ? new TokenRefusal(
                "future", $"It was made {(long)(made - now).TotalSeconds} s from now. Look at this machine's clock, which says {now:u}.")
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
                "type", $"It is of a JWT template. Those are accepted only where Providers__{provider.Name}__Audience is set.");
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

    // RFC 9068, section 2.2: of a grant without a person, the subject is the client. Entra says it by idtyp.
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

    private static TokenRefusal Machine => new("machine", "It is a machine's or an agent's, and no person's session.");
}
