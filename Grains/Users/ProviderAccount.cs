namespace OrleansUsers.Grains;

/// <summary>An account at a provider, as a directory's snapshot or a token names it.</summary>
/// <param name="Others">The same subject at the provider's other issuers, as token identifiers; null when it has none.</param>
internal readonly record struct ProviderAccount(string Provider, string TokenIdentifier, IReadOnlyList<string>? Others)
{
    public static ProviderAccount Of(UserSnapshot snapshot) =>
        new(snapshot.Provider, snapshot.TokenIdentifier, snapshot.OtherTokenIdentifiers);

    public static ProviderAccount Of(UserClaims claims) =>
        new(claims.Provider, claims.TokenIdentifier, claims.OtherTokenIdentifiers);

    /// <summary>The change that a snapshot of this account makes to a user; null when the account does not belong to the user.</summary>
    public UserState? ChangeBy(UserSnapshot snapshot, string externalId, UserState user) =>
        LinkedToken(user) is { } linked ? UserState.OfLinked(snapshot, linked)
        : Owns(externalId, user) ? UserState.Of(snapshot)
        : null;

    /// <summary>The change that claims of this account make to a user; null when the account does not belong to the user.</summary>
    public UserState? ChangeBy(UserClaims claims, string externalId, UserState user) =>
        LinkedToken(user) is not null ? UserState.OfLinked(claims)
        : Owns(externalId, user) ? UserState.Of(claims)
        : null;

    /// <summary>The token identifier by which the account is linked to the user; null when it is not linked.</summary>
    public string? LinkedToken(UserState user) => user.Links is null ? null : First(user.IsLinked);

    /// <summary>
    /// Whether the account is the user's own. A stored user belongs to the provider and the issuer that stored it. Any other user belongs
    /// to the account that its external id is made of.
    /// </summary>
    /// <remarks>
    /// The external id alone does not decide. Ids of two providers can look alike when one provider was set up later, and a provider's new
    /// issuer may give the same subjects to other people.
    /// </remarks>
    public bool Owns(string externalId, UserState user) =>
        user.Provider() is { } stored ? stored == Provider && First(user.HasOwn) is not null : HasExternalId(externalId);

    /// <summary>Whether this external id is made of the account's provider and subject.</summary>
    public bool HasExternalId(string externalId) =>
        OrleansUsers.TokenIdentifier.TrySplit(TokenIdentifier, out _, out var subject) && ExternalId.Of(Provider, subject) == externalId;

    private string? First(Func<string, bool> isHeld) => isHeld(TokenIdentifier) ? TokenIdentifier : Others?.FirstOrDefault(isHeld);
}
