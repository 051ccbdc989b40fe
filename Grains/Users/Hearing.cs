namespace OrleansUsers.Grains;

/// <summary>What becomes of a directory's or a token's word on a user: it counts when it comes from the user's own sign-in, or from one that was linked.</summary>
internal static class Hearing
{
    public static Task<UpsertOutcome> Hear(this DurableUser user, UserSnapshot said) =>
        user.Hear(said.Provider, said.TokenIdentifier, said, UserState.Of, UserState.OfLinked);

    public static Task<UpsertOutcome> Hear(this DurableUser user, UserClaims said) =>
        user.Hear(said.Provider, said.TokenIdentifier, said, UserState.Of, UserState.OfLinked);

    /// <summary>Whether the sign-in is the one the id is made of.</summary>
    /// <param name="madeBy">The provider that made the user; null when there is none yet.</param>
    // Ids of two providers can look alike when one of them was set up later: then whoever made the user keeps it.
    public static bool IsOwn(string externalId, string provider, string tokenIdentifier, string? madeBy) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out _, out var subject)
        && ExternalId.Of(provider, subject) == externalId
        && (madeBy ?? provider) == provider;

    private static Task<UpsertOutcome> Hear<T>(
        this DurableUser user, string provider, string tokenIdentifier, T said, Func<T, UserState> own, Func<T, UserState> linked)
    {
        var state = user.State;
        return state.IsLinked(tokenIdentifier) ? user.Save(linked(said))
            : state.IsBy(provider, tokenIdentifier) || IsOwn(user.ExternalId, provider, tokenIdentifier, state.Provider()) ? user.Save(own(said))
            : Task.FromResult(UpsertOutcome.Elsewhere);
    }
}
