namespace OrleansUsers.Api;

/// <summary>What is asked of a token beyond what the token library checks.</summary>
internal static class TokenRefusals
{
    /// <summary>Why a token without a usable subject is refused.</summary>
    public static TokenRefusal OfSubject(Provider provider, string? subject) => new(
        "subject",
        subject is null
            ? $"It has no text under {provider.SubjectClaim}, which names the user. "
                + "Some providers need a scope for it, as Keycloak's basic."
            : $"Its {provider.SubjectClaim} cannot be used as an id: "
                + "it is blank, too long, has control characters, or lies in another provider's space.");

    /// <summary>Why the token is refused; null when it is accepted.</summary>
    public static TokenRefusal? Of(TokenJson token, Provider provider, string subject, DateTimeOffset now)
    {
        if (TokenClaims.LatestTime(token, provider) is { } made && made > now + SignInHosting.ClockSkew)
            return new TokenRefusal(
                "future", $"It was made {(long)(made - now).TotalSeconds} s from now. Look at this machine's clock, which says {now:u}.");
        return SessionRules.Refusal(token, provider, subject);
    }
}
