namespace OrleansUsers;

/// <summary>What became of a snapshot.</summary>
public enum UpsertOutcome
{
    /// <summary>It changed nothing: what is stored is newer or the same, or the user was deleted.</summary>
    Unchanged,

    /// <summary>It is stored.</summary>
    Applied,

    /// <summary>Nothing was stored: its token identifier is not this user's, and another user may hold it.</summary>
    NotOwner,
}

/// <summary>What became of a token's claims: the user as it is now, or why there is none.</summary>
/// <param name="User">Null when the user was deleted, and when <paramref name="NotOwner"/>.</param>
/// <param name="NotOwner">Nothing was stored: the token identifier is not this user's, and another user may hold it.</param>
[GenerateSerializer, Immutable, Alias("StoreAnswer")]
public sealed record StoreAnswer([property: Id(0)] User? User, [property: Id(1)] bool NotOwner = false);

/// <summary>What became of a link.</summary>
public enum LinkOutcome
{
    /// <summary>The token identifier is the user's.</summary>
    Linked,

    /// <summary>There is no such user.</summary>
    NoUser,

    /// <summary>The user was deleted.</summary>
    Deleted,

    /// <summary>Another user holds the token identifier.</summary>
    Taken,

    /// <summary>The token identifier has made a user of its own, stored or deleted.</summary>
    HasOwnUser,
}

/// <summary>What became of an unlinking.</summary>
public enum UnlinkOutcome
{
    /// <summary>The token identifier is nobody's now.</summary>
    Unlinked,

    /// <summary>The user does not hold it.</summary>
    NotHeld,

    /// <summary>It is the user's own, which no user can lose: it would find the user by its id all the same.</summary>
    Own,
}
