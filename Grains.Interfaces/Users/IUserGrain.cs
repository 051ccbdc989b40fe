namespace OrleansUsers;

/// <summary>One user, keyed by <see cref="GrainKey"/> of the external id: get it with <see cref="ExternalId.GetUser"/>. Every write to the user goes through it.</summary>
/// <remarks>
/// Any set of calls, in any order and any number of times, ends in the same user; a deletion is final. A write answers once it is durable.
/// Every method throws when the store fails or does not answer; the outcome of a write is then unknown, and repeating it is safe.
/// </remarks>
[GrainInterfaceType("user"), Alias("IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The user as last durably stored; null when there is none or it was deleted. Never waits for a write under way.</summary>
    [Alias("Get")]
    Task<User?> Get();

    /// <summary>Takes what the provider's directory said. False when that is older than, or the same as, what is stored.</summary>
    [Alias("Upsert")]
    Task<bool> Upsert(UserSnapshot snapshot);

    /// <summary>Takes what the user's own token says and answers the user; null when the user was deleted.</summary>
    [Alias("Store")]
    Task<User?> Store(UserClaims claims);

    /// <summary>Deletes the user for good, also one that was never heard of: whatever arrives later changes nothing. False when nobody was there to see it go.</summary>
    /// <param name="at">When the provider deleted the user.</param>
    [Alias("Delete")]
    Task<bool> Delete(DateTimeOffset at);
}
