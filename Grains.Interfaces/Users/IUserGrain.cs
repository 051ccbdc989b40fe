using Orleans.Concurrency;

namespace OrleansUsers;

/// <summary>One user, keyed by <see cref="GrainKey"/> of the external id: get it with <see cref="ExternalId.GetUserGrain"/>.</summary>
/// <remarks>
/// Any set of changes, in any order and any number of times, leads to the same user; a deletion is final until it is undone by
/// <see cref="Reinstate"/>. A change answers once it is durable. Every method throws when the store fails or does not answer. The outcome
/// of a change is then unknown, and repeating it is safe. A snapshot or claims are applied only if their token identifier is the user's own
/// or is linked to the user.
/// </remarks>
[GrainInterfaceType("user"), Alias("IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The user as last durably stored; null when it is not stored, or deleted. Never waits for a write.</summary>
    [Alias("Get")]
    Task<User?> Get();

    /// <summary>Applies a snapshot of a provider's directory.</summary>
    [Alias("Upsert")]
    Task<UpsertOutcome> Upsert(UserSnapshot snapshot);

    /// <summary>Applies the claims of a token, and returns the user.</summary>
    [Alias("Store")]
    Task<StoreAnswer> Store(UserClaims claims);

    /// <summary>
    /// Deletes the user, even one who was never stored: later changes have no effect. False when the user was not stored, or deleted
    /// before, and when the deletion was made before a reinstatement, or before the directory gave the id to a new user.
    /// </summary>
    /// <param name="at">When the provider deleted the user.</param>
    [Alias("Delete")]
    Task<bool> Delete(DateTimeOffset at);

    /// <summary>Deletes the user like <see cref="Delete"/>, where the provider did not say when it did so.</summary>
    /// <param name="heardAt">When the deletion was heard of.</param>
    [Alias("DeleteUntimed")]
    Task<bool> DeleteUntimed(DateTimeOffset heardAt);

    /// <summary>
    /// Deletes the user like <see cref="Delete"/>, because an operator wants it. It counts as later than every reinstatement and creation.
    /// </summary>
    [Alias("DeleteHere")]
    Task<bool> DeleteHere(DateTimeOffset at);

    /// <summary>
    /// Undoes a deletion. What was made before it has no effect any more, deletions among it, and neither has what was made in the same
    /// second. The user is stored again by what comes later. False when the user is not deleted: nothing is changed then.
    /// </summary>
    /// <param name="at">When the operator asked for it.</param>
    [Alias("Reinstate")]
    Task<bool> Reinstate(DateTimeOffset at);

    /// <summary>
    /// Links one more token identifier to the user, who must be stored. Changes nothing if the user already holds it.
    /// </summary>
    [Alias("Link")]
    Task<LinkOutcome> Link(string tokenIdentifier);

    /// <summary>Removes a linked token identifier from the user.</summary>
    [Alias("Unlink")]
    Task<UnlinkOutcome> Unlink(string tokenIdentifier);

    /// <summary>
    /// Unlinks an account that its provider deleted. A user who has no other token identifier to sign in with is deleted. False when the
    /// user does not hold the account.
    /// </summary>
    [Alias("RemoveAccount")]
    Task<bool> RemoveAccount(AccountRemoval removal);

    /// <summary>
    /// The user, if it holds the token identifier; else null. A deleted user still holds the token identifiers that were linked to it.
    /// </summary>
    [Alias("Holds")]
    Task<TokenHolder?> Holds(string tokenIdentifier);

    /// <summary>
    /// Whether the user was ever stored or deleted. If so, its own token identifier cannot be linked to another user.
    /// </summary>
    [Alias("IsKnown")]
    Task<bool> IsKnown();

    /// <summary>
    /// Notifies an observer of every change during the next 150 seconds; repeat the watch within that time. A grain that is deactivated
    /// earlier ends the watch and calls <see cref="IUserObserver.Resubscribe"/>.
    /// </summary>
    /// <returns>The user as last stored; null when its version is not greater than the known one.</returns>
    [Alias("Watch")]
    Task<UserUpdate?> Watch(UserWatch watch);

    /// <summary>
    /// Calls <see cref="IUserObserver.Resubscribe"/> of every observer. Used after this user's own token identifier was linked to another
    /// user.
    /// </summary>
    [OneWay, Alias("SignInMoved")]
    Task ResubscribeObservers();
}
