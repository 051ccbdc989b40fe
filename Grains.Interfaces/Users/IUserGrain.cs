using Orleans.Concurrency;

namespace OrleansUsers;

/// <summary>One user, keyed by <see cref="GrainKey"/> of the external id: get it with <see cref="ExternalId.GetUser"/>. Every write to the user goes through it.</summary>
/// <remarks>
/// Any set of calls, in any order and any number of times, ends in the same user; a deletion is final. A write answers once it is durable.
/// Every method throws when the store fails or does not answer; the outcome of a write is then unknown, and repeating it is safe.
/// A word counts when it comes from the user's own token identifier, which is the one its external id is made of, or from a linked one.
/// </remarks>
[GrainInterfaceType("user"), Alias("IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The user as last durably stored; null when there is none or it was deleted. Never waits for a write under way.</summary>
    [Alias("Get")]
    Task<User?> Get();

    /// <summary>Takes what a provider's directory said.</summary>
    [Alias("Upsert")]
    Task<UpsertOutcome> Upsert(UserSnapshot snapshot);

    /// <summary>Takes what a user's token says, and answers the user.</summary>
    [Alias("Store")]
    Task<StoreAnswer> Store(UserClaims claims);

    /// <summary>Deletes the user for good, also one that was never heard of: whatever arrives later changes nothing. False when nobody was there to see it go.</summary>
    /// <param name="at">When the provider deleted the user.</param>
    [Alias("Delete")]
    Task<bool> Delete(DateTimeOffset at);

    /// <summary>Links one more token identifier to the user, who must be stored. Linking what is linked changes nothing.</summary>
    [Alias("Link")]
    Task<LinkOutcome> Link(string tokenIdentifier);

    /// <summary>Takes a linked token identifier away from the user.</summary>
    [Alias("Unlink")]
    Task<UnlinkOutcome> Unlink(string tokenIdentifier);

    /// <summary>Whether the user holds a token identifier; null when it does not. A deleted user still holds those that were linked to it.</summary>
    [Alias("Holds")]
    Task<TokenHolder?> Holds(string tokenIdentifier);

    /// <summary>Whether the user was ever stored or deleted: then its own token identifier cannot become somebody else's.</summary>
    [Alias("IsKnown")]
    Task<bool> IsKnown();

    /// <summary>Tells an observer of every change from now on, for two minutes and a half: repeat it within that time. A deactivation ends it early, and says so.</summary>
    /// <returns>The user as last stored; null when that is not newer than what is known.</returns>
    [Alias("Watch")]
    Task<UserUpdate?> Watch(UserWatch watch);

    /// <summary>The token identifier that makes this user was linked to another one: has everybody who watches ask again whose it is.</summary>
    [OneWay, Alias("SignInMoved")]
    Task SignInMoved();
}
