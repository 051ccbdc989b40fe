namespace OrleansUsers.Grains;

/// <summary>What applying a snapshot would do.</summary>
public enum ComparisonOutcome
{
    /// <summary>Nothing: the stored data is the same or newer.</summary>
    Unchanged,

    /// <summary>The user would be stored for the first time.</summary>
    Created,

    /// <summary>The stored user would change.</summary>
    Updated,

    /// <summary>Nothing: the user was deleted here, which is final.</summary>
    Deleted,

    /// <summary>Nothing: the user of this id belongs to another provider or issuer.</summary>
    NotOwner,
}

/// <summary>A snapshot of a provider's directory, compared with what is stored.</summary>
public sealed class Comparison
{
    private readonly StoredUser _row;
    private readonly UserState _joined;

    internal Comparison(UserSnapshot snapshot, ComparisonOutcome outcome, StoredUser row, UserState joined) =>
        (Snapshot, Outcome, _row, _joined) = (snapshot, outcome, row, joined);

    /// <summary>The snapshot to apply.</summary>
    public UserSnapshot Snapshot { get; }

    /// <summary>What applying it would do.</summary>
    public ComparisonOutcome Outcome { get; }

    /// <summary>Whether it was read before the user was reinstated, or in the same second, so that it has no effect.</summary>
    public bool IsOutdated => _row.State.Outdates(Snapshot.MadeAt);

    /// <summary>Whether there is no row yet, so that the user can be inserted without a read.</summary>
    public bool IsNew => _row.Revision == 0;

    /// <summary>The external id of the user that was compared: the account's own one, or the one that it is linked to.</summary>
    public string UserId => _row.ExternalId;

    /// <summary>The user as stored; null when it is not stored, or deleted.</summary>
    public User? Before => _row.User;

    /// <summary>The user as it would be stored.</summary>
    public User? After => UserProfile.Of(_joined, _row.ExternalId);

    /// <summary>Whether it has a change of the directory that was not heard of here.</summary>
    public bool IsNewer =>
        Outcome is ComparisonOutcome.Created or ComparisonOutcome.Updated
        && (_row.State.Snapshot is not { } stored || stored.TokenIdentifier != Snapshot.TokenIdentifier
            || Snapshot.UpdatedAt > stored.UpdatedAt);

    /// <summary>Whether an event has brought the same change.</summary>
    public bool CameByEvent =>
        Outcome == ComparisonOutcome.Unchanged && _row.State.Snapshot is { ReadAt: null } stored && stored.UpdatedAt == Snapshot.UpdatedAt;
}
