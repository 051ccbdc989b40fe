namespace OrleansUsers.Grains;

/// <summary>One user's row, with what is computed from its state. Revision 0 means that there is no row.</summary>
/// <remarks>The revision counts the writes of the row: a write of revision n + 1 replaces revision n and nothing else.</remarks>
internal sealed class StoredUser
{
    // Starts at random, so that processes have different ones.
    private static long _lastStamp = Random.Shared.NextInt64();

    private StoredUser(string externalId, long revision, UserState state, User? user, ChangeKind? change = null)
    {
        (ExternalId, Revision, State, User, Change) = (externalId, revision, state, user, change);
        TokenIdentifiers = user?.TokenIdentifiers ?? state.Tokens();
    }

    public string ExternalId { get; }

    /// <summary>
    /// A number that no other object has, in this or another process: two readings with the same stamp read the same row. A revision alone
    /// does not say so, because SQL may change the row without it.
    /// </summary>
    public long Stamp { get; } = Interlocked.Increment(ref _lastStamp);

    public long Revision { get; }

    public UserState State { get; }

    /// <summary>What readers see; null when the user is not stored, or deleted.</summary>
    public User? User { get; }

    /// <summary>What readers see of the write that makes this row; null when nothing, or when the row was read.</summary>
    public ChangeKind? Change { get; }

    /// <summary>Every token identifier the user holds, sorted.</summary>
    public IReadOnlyList<string> TokenIdentifiers { get; }

    public static StoredUser None(string externalId) => new(externalId, 0, new UserState(), null);

    /// <summary>
    /// A user without a row. If there was one before, it was removed by SQL: the version goes on, so that readers see the removal.
    /// </summary>
    public static StoredUser RemovedAfter(StoredUser before) => new(
        before.ExternalId, 0, new UserState { Version = before.State.Version + (before.User is null ? 0 : 1) }, null);

    public static StoredUser Of(string externalId, long revision, UserState state) =>
        new(externalId, revision, state, UserProfile.Of(state, externalId));

    /// <summary>
    /// The row that replaces this one. Its version is greater if a reader can see the difference, or if it is the first deletion.
    /// </summary>
    public StoredUser Next(UserState state)
    {
        var changed = state with { Version = State.Version + 1 };
        var user = UserProfile.Of(changed, ExternalId);
        if (!user.LooksLike(User) || (state.DeletedAt is null) != (State.DeletedAt is null))
            return new StoredUser(ExternalId, Revision + 1, changed, user, KindOfChange(user, changed));
        var sameVersion = user is null ? null : user with { Version = State.Version };
        return new StoredUser(ExternalId, Revision + 1, state with { Version = State.Version }, sameVersion);
    }

    /// <summary>What the journal tells of the write that makes this row.</summary>
    public UserChange ToChange() => new(ExternalId, Revision, State.Version, Change);

    public bool HoldsSameTokens(StoredUser other) => TokenIdentifiers.SequenceEqual(other.TokenIdentifiers);

    private ChangeKind KindOfChange(User? user, UserState state) => user switch
    {
        null => User is not null || state.DeletedAt is not null ? ChangeKind.Deleted : ChangeKind.Reinstated,
        _ => User is null ? ChangeKind.Created : ChangeKind.Updated,
    };
}
