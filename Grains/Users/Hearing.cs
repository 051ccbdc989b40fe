namespace OrleansUsers.Grains;

/// <summary>What becomes of a directory's or a token's word on a user: it counts when it comes from the user's own sign-in, or from one that was linked.</summary>
internal static class Hearing
{
    public static async Task<UpsertOutcome> Hear(this DurableUser user, UserSnapshot said) =>
        await user.Hear(said.Provider, said.TokenIdentifier, said, UserState.Of, UserState.OfLinked).ConfigureAwait(false) switch
        {
            null => UpsertOutcome.Elsewhere,
            true => UpsertOutcome.Applied,
            false => UpsertOutcome.Unchanged,
        };

    /// <summary>Whether what was said changed anything; null when its sign-in is not this user's.</summary>
    public static Task<bool?> Hear(this DurableUser user, UserClaims said) =>
        user.Hear(said.Provider, said.TokenIdentifier, said, UserState.Of, UserState.OfLinked);

    /// <summary>Whether the sign-in is the one the id is made of.</summary>
    /// <param name="madeBy">The provider that made the user; null when there is none yet.</param>
    // Ids of two providers can look alike when one of them was set up later: then whoever made the user keeps it.
    public static bool IsOwn(string externalId, string provider, string tokenIdentifier, string? madeBy) =>
        TokenIdentifier.TrySplit(tokenIdentifier, out _, out var subject)
        && ExternalId.Of(provider, subject) == externalId
        && (madeBy ?? provider) == provider;

    private static async Task<bool?> Hear<T>(
        this DurableUser user, string provider, string tokenIdentifier, T said, Func<T, UserState> own, Func<T, UserState> linked)
    {
        try
        {
            var state = user.State;
            return state.IsLinked(tokenIdentifier) ? await user.Save(linked(said)).ConfigureAwait(false)
                : IsOwn(user.ExternalId, provider, tokenIdentifier, state.Provider()) ? await user.Save(own(said)).ConfigureAwait(false)
                : null;
        }
        catch (TokenTakenException)
        {
            return null;
        }
    }
}
