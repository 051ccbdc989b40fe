namespace OrleansUsers.Grains;

/// <summary>What becomes of a directory's or a token's word on a user: it counts when it comes from the user's own sign-in, or from one that was linked.</summary>
internal static class Hearing
{
    public static Task<UpsertOutcome> Hear(this DurableUser user, UserSnapshot said) => user.Hear(
        new SignIn(said.Provider, said.TokenIdentifier, said.OtherTokenIdentifiers), said, UserState.Of, UserState.OfLinked);

    public static Task<UpsertOutcome> Hear(this DurableUser user, UserClaims said) => user.Hear(
        new SignIn(said.Provider, said.TokenIdentifier, said.OtherTokenIdentifiers),
        said,
        UserState.Of,
        (claims, _) => UserState.OfLinked(claims));

    /// <summary>Whether a user of this id who is not stored yet would be the snapshot's.</summary>
    public static bool MakesUser(string externalId, UserSnapshot said) => IsMadeOf(externalId, said.Provider, said.TokenIdentifier);

    private static Task<UpsertOutcome> Hear<T>(
        this DurableUser user, SignIn by, T said, Func<T, UserState> own, Func<T, string, UserState> linked)
    {
        var state = user.State;
        return by.Find(state.IsLinked) is { } link ? user.Save(linked(said, link))
            : IsOwn(user.ExternalId, state, by) ? user.Save(own(said))
            : Task.FromResult(UpsertOutcome.Elsewhere);
    }

    // Ids of two providers can look alike when one was set up later, and an issuer that took another one's place may give the same subjects
    // to other people: whoever stored the user keeps it.
    private static bool IsOwn(string externalId, UserState state, SignIn by) =>
        state.Provider() is { } madeBy
            ? madeBy == by.Provider && by.Find(state.HasOwn) is not null
            : IsMadeOf(externalId, by.Provider, by.TokenIdentifier);

    private static bool IsMadeOf(string externalId, string provider, string tokenIdentifier) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out _, out var subject) && ExternalId.Of(provider, subject) == externalId;

    /// <summary>Who speaks.</summary>
    /// <param name="Others">The same subject at the provider's other issuers; null when it has none.</param>
    private readonly record struct SignIn(string Provider, string TokenIdentifier, IReadOnlyList<string>? Others)
    {
        /// <summary>The first of its token identifiers of which it is so.</summary>
        public string? Find(Func<string, bool> isSo) => isSo(TokenIdentifier) ? TokenIdentifier : Others?.FirstOrDefault(isSo);
    }
}
