namespace OrleansUsers.Grains;

/// <summary>One user in this process: its state, one lock, and the write under way. Any thread may call it.</summary>
/// <remarks>A change is a join, and the order of joins does not matter. So a change needs no turn of the grain.</remarks>
internal sealed partial class UserEntity(
    string externalId, IUserStore store, IUserActivation activation, IMembershipLease lease, TimeProvider clock)
{
    // Orleans deactivates a grain without calls after some minutes. Uses without a call prolong the activation, at most this often.
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromMinutes(1);

    private long _usedAt = clock.GetTimestamp();
    private RenderedUser? _rendered;

    public string ExternalId => externalId;

    /// <summary>The row as last durably stored. What an answer is made of is read by <see cref="ReadStored"/>.</summary>
    public StoredUser Stored => _stored;

    public bool IsStored => _stored.Revision > 0;

    /// <summary>Whether the row was read. The user must not be read or changed before.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>
    /// The user as last durably stored; null when it is not stored, or deleted. Keeps the grain in memory, as a call would.
    /// </summary>
    public User? Read() => ReadRow().User;

    /// <summary>The row as last durably stored. Keeps the grain in memory like <see cref="Read()"/>.</summary>
    public StoredUser ReadRow()
    {
        var row = ReadStored();
        if (row.User is null)
            activation.RecordMiss();
        else
            RecordUse();
        return row;
    }

    /// <summary>The row as last durably stored, for an answer.</summary>
    /// <exception cref="MembershipLeaseException">Another process may have changed the user.</exception>
    public StoredUser ReadStored()
    {
        var stored = _stored;
        lease.Check();
        return stored;
    }

    /// <summary>
    /// The user as by <see cref="Read()"/>, with its rendered form. That is cached until the user changes.
    /// </summary>
    public RenderedUser? Read(Func<User, byte[]> render)
    {
        if (Read() is not { } user)
            return null;
        var rendered = _rendered;
        return rendered is not null && ReferenceEquals(rendered.User, user)
            ? rendered
            : _rendered = new RenderedUser(user, render(user));
    }

    /// <summary>Applies a snapshot of the user's own directory, or of a linked account's.</summary>
    public Task<UpsertOutcome> Apply(UserSnapshot snapshot)
    {
        RecordUse();
        var account = ProviderAccount.Of(snapshot);
        return Save(state =>
            account.ChangeBy(snapshot, externalId, state) is { } change ? state.InThisLife(change, snapshot.MadeAt) : null);
    }

    /// <summary>Applies the claims of a token of the user's own account, or of a linked one.</summary>
    public Task<UpsertOutcome> Apply(UserClaims claims)
    {
        RecordUse();
        var account = ProviderAccount.Of(claims);
        return Save(state =>
            account.ChangeBy(claims, externalId, state) is { } change ? state.InThisLife(change, claims.IssuedAt) : null);
    }

    /// <summary>Links one more token identifier to the user.</summary>
    public async Task<LinkOutcome> Link(string tokenIdentifier)
    {
        await LookAgain().ConfigureAwait(false);
        var stored = ReadStored();
        if (stored.User is null)
            return stored.State.DeletedAt is null ? LinkOutcome.NoUser : LinkOutcome.Deleted;
        if (stored.TokenIdentifiers.Contains(tokenIdentifier))
            return LinkOutcome.Linked;
        var outcome = await Save(_ => stored.State.Linking(tokenIdentifier, link: true)).ConfigureAwait(false);
        if (outcome == UpsertOutcome.NotOwner)
            return LinkOutcome.Taken;
        return _stored.User is null ? LinkOutcome.Deleted : LinkOutcome.Linked;
    }

    /// <summary>Removes a linked token identifier from the user.</summary>
    public async Task<UnlinkOutcome> Unlink(string tokenIdentifier)
    {
        await LookAgain().ConfigureAwait(false);
        var stored = ReadStored();
        if (stored.State.HasOwn(tokenIdentifier))
            return UnlinkOutcome.Own;
        if (stored.User is null || !stored.State.IsLinked(tokenIdentifier))
            return UnlinkOutcome.NotHeld;
        await Save(_ => stored.State.Linking(tokenIdentifier, link: false)).ConfigureAwait(false);
        return UnlinkOutcome.Unlinked;
    }

    /// <summary>Moves the user to its home.</summary>
    public void Leave() => activation.Leave();

    private void RecordUse()
    {
        var (now, usedAt) = (clock.GetTimestamp(), Volatile.Read(ref _usedAt));
        if (clock.GetElapsedTime(usedAt, now) >= KeepAliveEvery && Interlocked.CompareExchange(ref _usedAt, now, usedAt) == usedAt)
            activation.KeepAlive(2 * KeepAliveEvery);
    }
}

/// <summary>What an entity calls on its grain. Any thread may call it; no method waits.</summary>
internal interface IUserActivation
{
    /// <summary>The stored user may have changed: notifies the watchers.</summary>
    void NotifyWatchers();

    /// <summary>It is unknown what is stored: deactivates the grain, so that a new activation reads the row.</summary>
    void Deactivate();

    /// <summary>The user belongs in another process: moves the grain there, with the row, when its calls have ended.</summary>
    void Leave();

    /// <summary>The user was used without a grain call: keeps the activation for this time.</summary>
    void KeepAlive(TimeSpan time);

    /// <summary>The user was read, and there is none.</summary>
    void RecordMiss();
}

/// <summary>A user and its rendered form.</summary>
public sealed record RenderedUser(User User, byte[] Bytes);
