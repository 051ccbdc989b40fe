namespace OrleansUsers.Api;

/// <summary>Finds the user of a sign-in: the one its own id makes, and only where that is not, the one it was linked to.</summary>
internal static class LinkedUsers
{
    private const int MaxTries = 3;

    /// <summary>
    /// Tells the user of a sign-in something. The answer is from elsewhere still when the id it makes is a user of other issuers.
    /// </summary>
    /// <param name="others">The same subject at the provider's other issuers; null when it has none.</param>
    /// <param name="isElsewhere">Whether the answer says that the sign-in is not that user's.</param>
    public static async Task<T> Reach<T>(
        this IGrainFactory grains,
        string externalId,
        string tokenIdentifier,
        IReadOnlyList<string>? others,
        Func<IUserGrain, Task<T>> tell,
        Func<T, bool> isElsewhere)
    {
        // Without asking, a user of that id would be made, though another of its token identifiers is linked to somebody.
        if (others is not null
            && !await grains.GetUser(externalId).IsKnown()
            && await grains.FindHolder(tokenIdentifier, others) is { } linked)
        {
            var told = await tell(grains.GetUser(linked.ExternalId));
            if (!isElsewhere(told))
                return told;
        }
        // A link may be made or taken away between the questions.
        for (var tries = 1; ; tries++)
        {
            var answer = await tell(grains.GetUser(externalId));
            if (isElsewhere(answer) && await grains.FindHolder(tokenIdentifier, others) is { } holder)
                answer = await tell(grains.GetUser(holder.ExternalId));
            if (!isElsewhere(answer) || tries == MaxTries)
                return answer;
        }
    }

    /// <summary>Who holds a sign-in under any issuer of its provider; null when nobody does.</summary>
    public static async Task<TokenHolder?> FindHolder(this IGrainFactory grains, string tokenIdentifier, IReadOnlyList<string>? others)
    {
        var holder = await grains.GetToken(tokenIdentifier).Find();
        for (var i = 0; holder is null && i < others?.Count; i++)
            holder = await grains.GetToken(others[i]).Find();
        return holder;
    }
}
