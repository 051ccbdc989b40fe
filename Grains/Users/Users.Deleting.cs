namespace OrleansUsers.Grains;

/// <content>Deletes users and accounts, and undoes deletions.</content>
public sealed partial class Users
{
    /// <summary>Deletes the user, whatever its provider, because an operator wants it.</summary>
    public Task Delete(string externalId, DateTimeOffset at) => Acknowledge(_grains.GetUserGrain(externalId).DeleteHere(at));

    /// <summary>Undoes a deletion: see <see cref="IUserGrain.Reinstate"/>. False when the user is not deleted.</summary>
    public Task<bool> Reinstate(string externalId, DateTimeOffset at) => Acknowledge(_grains.GetUserGrain(externalId).Reinstate(at));

    /// <summary>
    /// Deletes an account's own user. Without such a user it unlinks the account from its holder. A holder who has no other token
    /// identifier to sign in with is deleted.
    /// </summary>
    /// <param name="tokenIdentifiers">The account's token identifiers, one for each issuer of the provider.</param>
    /// <param name="canSignIn">Whether a configured provider accepts a token identifier.</param>
    /// <returns>NotOwner when the user of this id belongs to another provider or issuer.</returns>
    public async Task<UpsertOutcome> DeleteAccount(
        string externalId, string provider, IReadOnlyList<string> tokenIdentifiers, UserDeletion deletion, Func<string, bool> canSignIn)
    {
        var isOwn = IsOwn(await Find(externalId), provider, tokenIdentifiers);
        var user = _grains.GetUserGrain(externalId);
        if (isOwn && await Acknowledge(deletion.IsUntimed ? user.DeleteUntimed(deletion.At) : user.Delete(deletion.At)))
            return UpsertOutcome.Applied;
        if (await UnlinkAccount(tokenIdentifiers, deletion, canSignIn))
            return UpsertOutcome.Applied;
        return isOwn ? UpsertOutcome.Unchanged : UpsertOutcome.NotOwner;
    }

    private static bool IsOwn(User? user, string provider, IReadOnlyList<string> tokenIdentifiers) =>
        user is null || (user.Provider == provider && user.TokenIdentifiers.Any(tokenIdentifiers.Contains));

    private async Task<bool> UnlinkAccount(
        IReadOnlyList<string> tokenIdentifiers, UserDeletion deletion, Func<string, bool> canSignIn)
    {
        var isChanged = false;
        foreach (var tokenIdentifier in tokenIdentifiers)
        {
            if (await _grains.GetToken(tokenIdentifier).Find() is not { User: { } user })
                continue;
            // The user decides: accounts that are linked and deleted at the same moment are known only there.
            var unusable = user.TokenIdentifiers.Where(other => !canSignIn(other)).ToArray();
            var removal = new AccountRemoval(tokenIdentifiers, unusable, deletion.At, deletion.IsUntimed);
            isChanged |= await Acknowledge(_grains.GetUserGrain(user.Id).RemoveAccount(removal));
        }
        return isChanged;
    }
}
