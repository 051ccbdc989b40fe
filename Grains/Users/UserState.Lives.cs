namespace OrleansUsers.Grains;

/// <content>
/// The lives of an id. A reinstatement begins a new one. So does a creation after a deletion, at a provider whose ids come back. What was
/// made in an earlier life has no effect on the present one.
/// </content>
internal sealed partial record UserState
{
    /// <summary>The newest deletion of this user, or of an earlier one with this id; null when there was none.</summary>
    public UserDeletion? NewestDeletion() =>
        DeletedAt is { } at ? new(at, IsDeletionUntimed)
        : OutrankedDeletionAt is { } outranked ? new(outranked)
        : null;

    /// <summary>Whether something was made before the present life, so that it has no effect.</summary>
    /// <remarks>
    /// Tokens tell the time in whole seconds. So what was made in the second of a reinstatement counts as made before it.
    /// </remarks>
    public bool Outdates(DateTimeOffset madeAt) =>
        madeAt.ToUnixTimeSeconds() <= ReinstatedAt?.ToUnixTimeSeconds() || madeAt <= OutrankedDeletionAt;

    /// <summary>Whether a deletion was made before the present life. One without a time may be made in it.</summary>
    public bool Outdates(UserDeletion deletion) => !deletion.IsUntimed && Outdates(deletion.At);

    /// <summary>A change as a change of the present life; nothing when it was made before it.</summary>
    /// <param name="madeAt">When the directory or the token said what the change holds.</param>
    public UserState InThisLife(UserState change, DateTimeOffset madeAt)
    {
        // Nearly no user has a second life.
        if (ReinstatedAt is null && OutrankedDeletionAt is null)
            return change;
        if (Outdates(madeAt))
            return new UserState();
        // A snapshot with a creation after the deletion says by itself to which life it belongs.
        return OutrankedDeletionAt is null || change.BeganAt > OutrankedDeletionAt
            ? change with { ReinstatedAt = ReinstatedAt }
            : change with { ReinstatedAt = ReinstatedAt, OutrankedDeletionAt = OutrankedDeletionAt, BeganAt = BeganAt };
    }

    /// <summary>The change that deletes the user; nothing when the deletion was made before the present life.</summary>
    public UserState Deleting(UserDeletion deletion) =>
        Outdates(deletion) ? new UserState() : Deleted(deletion) with { ReinstatedAt = ReinstatedAt };

    /// <summary>This time, or the first one at which a deletion outranks the beginnings of the present life.</summary>
    public DateTimeOffset InThisLife(DateTimeOffset time)
    {
        var afterReinstatement = ReinstatedAt is { } at ? DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() + 1) : time;
        var began = BeganAt ?? time;
        return new[] { time, afterReinstatement, began }.Max();
    }

    /// <summary>The change that undoes the deletion; nothing when the user is not deleted.</summary>
    /// <param name="at">When the operator asked for it. It counts as later than what it undoes, whatever the clocks say.</param>
    public UserState Reinstating(DateTimeOffset at)
    {
        if (DeletedAt is not { } deletedAt)
            return new UserState();
        var latest = IsDeletionUntimed || at > deletedAt ? at : deletedAt;
        return new UserState { ReinstatedAt = latest > ReinstatedAt ? latest : ReinstatedAt?.AddMilliseconds(1) ?? latest };
    }

    /// <summary>What is left of the state after a deletion that it has not heard of: the snapshot of a user who began after it.</summary>
    public UserState After(UserDeletion? deletion) =>
        deletion is not { } newest || NewestDeletion() == newest ? this
        : newest.IsOutrankedBy(BeganAt) ? new UserState { Snapshot = Snapshot, BeganAt = BeganAt }
        : new UserState();
}
