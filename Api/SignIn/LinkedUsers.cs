namespace OrleansUsers.Api;

/// <summary>Finds the user of a sign-in: the one its own id makes, and only where that is not, the one it was linked to.</summary>
internal static class LinkedUsers
{
    private const int MaxTries = 3;

    /// <summary>Tells the user of a sign-in something. The answer is from elsewhere still when the id it makes is the user of another provider.</summary>
    /// <param name="isElsewhere">Whether the answer says that the sign-in is not that user's.</param>
    public static async Task<T> Reach<T>(
        this IGrainFactory grains, string externalId, string tokenIdentifier, Func<IUserGrain, Task<T>> tell, Func<T, bool> isElsewhere)
    {
        // A link may be made or taken away between the questions.
        for (var tries = 1; ; tries++)
        {
            var answer = await tell(grains.GetUser(externalId));
            if (isElsewhere(answer) && await grains.GetToken(tokenIdentifier).Find() is { } holder)
                answer = await tell(grains.GetUser(holder.ExternalId));
            if (!isElsewhere(answer) || tries == MaxTries)
                return answer;
        }
    }
}
