namespace OrleansUsers.Grains;

/// <summary>An account at a provider, as a directory's snapshot or a token names it.</summary>
/// <param name="Others">The same subject at the provider's other issuers; null when it has none.</param>
internal readonly record struct Identity(string Provider, string TokenIdentifier, IReadOnlyList<string>? Others)
{
    public static Identity Of(UserSnapshot snapshot) => new(snapshot.Provider, snapshot.TokenIdentifier, snapshot.OtherTokenIdentifiers);

    public static Identity Of(UserClaims claims) => new(claims.Provider, claims.TokenIdentifier, claims.OtherTokenIdentifiers);

    /// <summary>The token identifier by which the account is linked to the user; null when it is not.</summary>
    public string? LinkedToken(UserState user) => user.Links is null ? null : First(user.IsLinked);

    /// <summary>Whether the user is made of this account, or would be if it is not stored yet.</summary>
    /// <remarks>
    /// Ids of two providers can look alike when one was set up later, and an issuer that took another one's place may give the same
    /// subjects to other people: whoever stored the user keeps it.
    /// </remarks>
    public bool Owns(string externalId, UserState user) =>
        user.Provider() is { } maker ? maker == Provider && First(user.HasOwn) is not null : Makes(externalId);

    /// <summary>Whether the external id is made of this account.</summary>
    public bool Makes(string externalId) =>
        OrleansUsers.TokenIdentifier.TrySplit(TokenIdentifier, out _, out var subject) && ExternalId.Of(Provider, subject) == externalId;

    private string? First(Func<string, bool> isHeld) => isHeld(TokenIdentifier) ? TokenIdentifier : Others?.FirstOrDefault(isHeld);
}
