namespace OrleansUsers.Grains;

/// <content>
/// Users and accounts: the user that an account makes by itself has its external id, and other accounts are linked to it by their token
/// identifiers.
/// </content>
public sealed partial class Users
{
    private const int MaxTries = 3;

    /// <summary>Who holds the token identifier, or else one of the others; null when nobody does.</summary>
    public async Task<TokenHolder?> FindHolder(string tokenIdentifier, IReadOnlyList<string>? others)
    {
        var holder = await _grains.GetToken(tokenIdentifier).Find();
        for (var i = 0; holder is null && i < others?.Count; i++)
            holder = await _grains.GetToken(others[i]).Find();
        return holder;
    }

    /// <summary>Links one more token identifier to the user.</summary>
    /// <param name="ownId">The external id that the token identifier makes by itself; null when it makes none.</param>
    public async Task<LinkOutcome> Link(string externalId, string tokenIdentifier, string? ownId)
    {
        var makesAnother = ownId is not null && ownId != externalId;
        // A token identifier that made a user of its own, even a deleted one, would lead to two.
        if (makesAnother && await _grains.GetUser(ownId!).IsKnown())
            return LinkOutcome.HasOwnUser;
        var outcome = await _grains.GetUser(externalId).Link(tokenIdentifier);
        // Whoever is signed in by it and waits to be stored is stored now, as another user than the one that is watched.
        if (outcome == LinkOutcome.Linked && makesAnother)
            await _grains.GetUser(ownId!).SignInMoved();
        return outcome;
    }

    /// <summary>Takes a linked token identifier away from the user.</summary>
    public Task<UnlinkOutcome> Unlink(string externalId, string tokenIdentifier) => _grains.GetUser(externalId).Unlink(tokenIdentifier);

    /// <summary>
    /// Deletes the user that an account at a provider made. From a user it is only linked to, the account is taken away, and such a user is
    /// deleted when it has no other way to sign in.
    /// </summary>
    /// <param name="tokenIdentifiers">All of the account, one for each issuer of the provider.</param>
    /// <param name="canSignIn">Whether a configured provider accepts a token identifier.</param>
    /// <returns>NotOwner when the id is the user of another provider or issuer.</returns>
    public async Task<UpsertOutcome> DeleteAccount(
        string externalId, string provider, IReadOnlyList<string> tokenIdentifiers, DateTimeOffset at, Func<string, bool> canSignIn)
    {
        var user = await Find(externalId);
        var isOwn = user is null || (user.Provider == provider && user.TokenIdentifiers.Any(tokenIdentifiers.Contains));
        if (isOwn && await _grains.GetUser(externalId).Delete(at))
            return UpsertOutcome.Applied;
        if (await TakeAway(tokenIdentifiers, at, canSignIn))
            return UpsertOutcome.Applied;
        return isOwn ? UpsertOutcome.Unchanged : UpsertOutcome.NotOwner;
    }

    private async Task<bool> TakeAway(IReadOnlyList<string> tokenIdentifiers, DateTimeOffset at, Func<string, bool> canSignIn)
    {
        var isChanged = false;
        foreach (var tokenIdentifier in tokenIdentifiers)
        {
            if (await _grains.GetToken(tokenIdentifier).Find() is not { User: { } user })
                continue;
            var holder = _grains.GetUser(user.Id);
            isChanged |= user.TokenIdentifiers.Any(other => !tokenIdentifiers.Contains(other) && canSignIn(other))
                ? await holder.Unlink(tokenIdentifier) == UnlinkOutcome.Unlinked
                : await holder.Delete(at);
        }
        return isChanged;
    }

    /// <summary>
    /// Calls the user of the id, and when that is not the account's, the user the account is linked to. The last answer may still say so.
    /// </summary>
    private async Task<T> CallOwner<T>(string externalId, Identity identity, Func<IUserGrain, Task<T>> call, Func<T, bool> isNotOwner)
    {
        // Without asking, a user of that id would be made, though another of the account's token identifiers is linked to somebody.
        if (identity.Others is { } others
            && !await _grains.GetUser(externalId).IsKnown()
            && await FindHolder(identity.TokenIdentifier, others) is { } linked)
        {
            var told = await call(_grains.GetUser(linked.ExternalId));
            if (!isNotOwner(told))
                return told;
        }
        // A link may be made or taken away between the questions.
        for (var tries = 1; ; tries++)
        {
            var answer = await call(_grains.GetUser(externalId));
            if (isNotOwner(answer) && await FindHolder(identity.TokenIdentifier, identity.Others) is { } holder)
                answer = await call(_grains.GetUser(holder.ExternalId));
            if (!isNotOwner(answer) || tries == MaxTries)
                return answer;
        }
    }
}
