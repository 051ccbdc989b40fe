namespace OrleansUsers.Api;

/// <summary>Finds the user of a sign-in: the one its own id makes, and only where that is not, the one it was linked to.</summary>
internal static class LinkedUsers
{
    private const int MaxTries = 3;

    /// <summary>Tells the user of a sign-in something.</summary>
    /// <param name="isElsewhere">Whether the answer says that the sign-in is not that user's.</param>
    /// <exception cref="TimeoutException">The sign-in changed hands again and again meanwhile.</exception>
    public static async Task<T> Reach<T>(
        this IGrainFactory grains, string externalId, string tokenIdentifier, Func<IUserGrain, Task<T>> tell, Func<T, bool> isElsewhere)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var own = await tell(grains.GetUser(externalId));
            if (!isElsewhere(own))
                return own;
            if (await grains.GetToken(tokenIdentifier).Find() is not { } holder)
                continue;
            var linked = await tell(grains.GetUser(holder.ExternalId));
            if (!isElsewhere(linked))
                return linked;
        }
        throw new TimeoutException("The sign-in belongs to nobody for long enough.");
    }
}
