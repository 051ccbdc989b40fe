using Orleans.Concurrency;

namespace OrleansUsers;

/// <summary>One user, keyed by <see cref="GrainKey"/> of the external id: get it with <see cref="ExternalId.GetUser"/>.</summary>
/// <remarks>
/// Any set of changes, in any order and any number of times, ends in the same user; a deletion is final. A change answers once it is
/// durable. Every method throws when the store fails or does not answer; the outcome of a change is then unknown, and repeating it is safe.
/// A snapshot and claims are applied when they are of the user's own token identifier, of which its external id is made, or of a linked
/// one.
/// </remarks>
[GrainInterfaceType("user"), Alias("IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The user as last durably stored; null when it is not stored, or deleted. Never waits for a write.</summary>
    [Alias("Get")]
    Task<User?> Get();

    /// <summary>Applies what a provider's directory says of the user.</summary>
    [Alias("Upsert")]
    Task<UpsertOutcome> Upsert(UserSnapshot snapshot);

    /// <summary>Applies what a token of the user says, and returns the user.</summary>
    [Alias("Store")]
    Task<StoreAnswer> Store(UserClaims claims);

    /// <summary>
    /// Deletes the user for good, also one that was never stored: whatever arrives later changes nothing. False when the user was not
    /// stored, or deleted before.
    /// </summary>
    /// <param name="at">When the provider deleted the user.</param>
    [Alias("Delete")]
    Task<bool> Delete(DateTimeOffset at);

    /// <summary>Links one more token identifier to the user, who must be stored. Linking what is linked changes nothing.</summary>
    [Alias("Link")]
    Task<LinkOutcome> Link(string tokenIdentifier);

    /// <summary>Takes a linked token identifier away from the user.</summary>
    [Alias("Unlink")]
    Task<UnlinkOutcome> Unlink(string tokenIdentifier);

    /// <summary>
    /// The user, if it holds the token identifier; else null. A deleted user still holds those that were linked to it.
    /// </summary>
    [Alias("Holds")]
    Task<TokenHolder?> Holds(string tokenIdentifier);

    /// <summary>Whether the user was ever stored or deleted: then its own token identifier cannot become somebody else's.</summary>
    [Alias("IsKnown")]
    Task<bool> IsKnown();

    /// <summary>
    /// Notifies an observer of every change from now on, for 150 seconds: repeat it within that time. A deactivation ends it early, and
    /// calls <see cref="IUserObserver.Resubscribe"/>.
    /// </summary>
    /// <returns>The user as last stored; null when its version is not greater than the known one.</returns>
    [Alias("Watch")]
    Task<UserUpdate?> Watch(UserWatch watch);

    /// <summary>
    /// Has every observer watch again, since the token identifier that makes this user was linked to another one.
    /// </summary>
    [OneWay, Alias("SignInMoved")]
    Task SignInMoved();
}
