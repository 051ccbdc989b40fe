namespace OrleansUsers.Grains;

/// <content>Deletes the user, and undoes a deletion.</content>
internal sealed partial class UserEntity
{
    /// <summary>
    /// Deletes the user. False when it was not stored, or deleted before, and when it lives on, because the deletion was made before.
    /// </summary>
    public Task<bool> Delete(UserDeletion deletion) => Delete(state => state.Deleting(deletion));

    /// <summary>Deletes the user like <see cref="Delete(UserDeletion)"/>. It always has an effect, whatever the clocks say.</summary>
    public Task<bool> DeleteHere(DateTimeOffset at) => Delete(state => state.Deleting(new(state.InThisLife(at))));

    private async Task<bool> Delete(Func<UserState, UserState> deleting)
    {
        var wasStored = _stored.User is not null;
        await Save(deleting).ConfigureAwait(false);
        return wasStored && _stored.User is null;
    }

    /// <summary>Undoes a deletion. False when the user is not deleted.</summary>
    public async Task<bool> Reinstate(DateTimeOffset at)
    {
        await LookAgain().ConfigureAwait(false);
        var isDeleted = false;
        await Save(state =>
        {
            isDeleted = state.DeletedAt is not null;
            return state.Reinstating(at);
        }).ConfigureAwait(false);
        return isDeleted;
    }

    /// <summary>
    /// Unlinks a deleted account. Deletes the user when nobody could sign in as the user any more. False when it changes nothing.
    /// </summary>
    public async Task<bool> RemoveAccount(AccountRemoval removal)
    {
        if (await Save(state => state.Removing(removal)).ConfigureAwait(false) == UpsertOutcome.Unchanged)
            return false;
        // Another process may have unlinked another account in the same moment. Both were joined.
        if (!_stored.State.CanSignInWithout(removal))
            await Save(state => state.Deleting(new(removal.At, removal.IsUntimed))).ConfigureAwait(false);
        return true;
    }
}
