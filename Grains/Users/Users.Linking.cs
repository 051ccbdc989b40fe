namespace OrleansUsers.Grains;

/// <content>
/// Links accounts to users. A user's external id is made of the user's own account. Other accounts are linked by their token identifiers.
/// </content>
public sealed partial class Users
{
    private const int MaxTries = 3;

    /// <summary>The holder of the token identifier, or else of one of the others; null when there is none.</summary>
    public async Task<TokenHolder?> FindHolder(string tokenIdentifier, IReadOnlyList<string>? others)
    {
        var holder = await _grains.GetToken(tokenIdentifier).Find();
        for (var i = 0; holder is null && i < others?.Count; i++)
            holder = await _grains.GetToken(others[i]).Find();
        return holder;
    }

    /// <summary>Links one more token identifier to the user.</summary>
    /// <param name="ownId">The external id that is made of the token identifier; null when no provider has its issuer.</param>
    public async Task<LinkOutcome> Link(string externalId, string tokenIdentifier, string? ownId)
    {
        var user = _grains.GetUserGrain(externalId);
        if (ownId is null || ownId == externalId)
            return await Acknowledge(user.Link(tokenIdentifier));

        var own = _grains.GetUserGrain(ownId);
        if (await IsRefusedByOwnUser())
            return LinkOutcome.HasOwnUser;
        var outcome = await Acknowledge(user.Link(tokenIdentifier));
        if (outcome != LinkOutcome.Linked)
            return outcome;
        // Meanwhile the provider may have deleted the account. That leaves a deleted user of its own, who holds no token identifier.
        if (await IsRefusedByOwnUser())
            return LinkOutcome.HasOwnUser;
        // Clients with this token identifier watch its own user, who is not stored. Now they have to watch the user that it is linked to.
        await own.ResubscribeObservers();
        return outcome;

        // With a user of its own, even a deleted one, the token identifier would lead to two users. So such a link is removed, even one
        // that an earlier call could not remove.
        async Task<bool> IsRefusedByOwnUser()
        {
            if (!await own.IsKnown())
                return false;
            await user.Unlink(tokenIdentifier);
            return true;
        }
    }

    /// <summary>Removes a linked token identifier from the user.</summary>
    public Task<UnlinkOutcome> Unlink(string externalId, string tokenIdentifier) =>
        Acknowledge(_grains.GetUserGrain(externalId).Unlink(tokenIdentifier));

    /// <summary>
    /// Calls the user of this id. If the account does not belong to that user, calls the user that the account is linked to. After
    /// <see cref="MaxTries"/> tries the answer may still be that it does not belong to the user.
    /// </summary>
    private async Task<T> CallOwner<T>(
        string externalId, ProviderAccount account, Func<IUserGrain, Task<T>> call, Func<T, bool> isNotOwner)
    {
        // Calling the user of this id first would make a new user, although another token identifier of the account may be linked.
        if (account.Others is { } others
            && !await _grains.GetUserGrain(externalId).IsKnown()
            && await FindHolder(account.TokenIdentifier, others) is { } linked)
        {
            var answer = await Acknowledge(call(_grains.GetUserGrain(linked.ExternalId)));
            if (!isNotOwner(answer))
                return answer;
        }
        // A link may be made or removed between the calls.
        for (var tries = 1; ; tries++)
        {
            var answer = await Acknowledge(call(_grains.GetUserGrain(externalId)));
            if (isNotOwner(answer) && await FindHolder(account.TokenIdentifier, account.Others) is { } holder)
                answer = await Acknowledge(call(_grains.GetUserGrain(holder.ExternalId)));
            if (!isNotOwner(answer) || tries == MaxTries)
                return answer;
        }
    }
}
