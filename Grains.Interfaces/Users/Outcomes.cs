namespace OrleansUsers;

/// <summary>The outcome of applying a snapshot.</summary>
public enum UpsertOutcome
{
    /// <summary>Nothing changed: the stored data is newer or the same, or the user was deleted.</summary>
    Unchanged,

    /// <summary>The snapshot is stored.</summary>
    Applied,

    /// <summary>Nothing was stored: the snapshot's account does not belong to this user. It may belong to another one.</summary>
    NotOwner,
}

/// <summary>The outcome of applying a token's claims: the user, or why there is none.</summary>
/// <param name="User">
/// Null when the user was deleted, when the token was made before a reinstatement, and when <paramref name="NotOwner"/> is set.
/// </param>
/// <param name="NotOwner">Nothing was stored: the token's account does not belong to this user. It may belong to another one.</param>
[GenerateSerializer, Immutable, Alias("StoreAnswer")]
public sealed record StoreAnswer([property: Id(0)] User? User, [property: Id(1)] bool NotOwner = false);

/// <summary>The outcome of linking a token identifier.</summary>
public enum LinkOutcome
{
    /// <summary>The user holds the token identifier.</summary>
    Linked,

    /// <summary>There is no such user.</summary>
    NoUser,

    /// <summary>The user was deleted.</summary>
    Deleted,

    /// <summary>Another user holds the token identifier.</summary>
    Taken,

    /// <summary>The token identifier is the own one of another user, who is stored or was deleted.</summary>
    HasOwnUser,
}

/// <summary>The outcome of unlinking a token identifier.</summary>
public enum UnlinkOutcome
{
    /// <summary>No user holds the token identifier now.</summary>
    Unlinked,

    /// <summary>The user does not hold it.</summary>
    NotHeld,

    /// <summary>It is the user's own and cannot be unlinked: the external id is made of it and would still lead to the user.</summary>
    Own,
}
