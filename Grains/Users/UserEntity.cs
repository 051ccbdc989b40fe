namespace OrleansUsers.Grains;

/// <summary>One user in this process: its state, one lock, and the write under way. Any thread may call it.</summary>
/// <remarks>A change is a join, which comes out alike in any order, so it needs no turn of the grain.</remarks>
internal sealed partial class UserEntity(string externalId, IUserStore store, IUserActivation activation, TimeProvider clock)
{
    // Orleans knows of calls only, and deactivates a grain that nobody calls after minutes.
    private static readonly TimeSpan RecordUseEvery = TimeSpan.FromMinutes(1);

    private static readonly Task<UpsertOutcome> NotOwner = Task.FromResult(UpsertOutcome.NotOwner);

    private long _usedAt = clock.GetTimestamp();
    private RenderedUser? _rendered;

    public string ExternalId => externalId;

    /// <summary>What is stored.</summary>
    public StoredUser Stored => _stored;

    public bool IsStored => _stored.Revision > 0;

    /// <summary>Whether the row was read. Before, nobody may ask for the user.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>The user as last durably stored. Keeps the grain in memory, as a call would.</summary>
    public User? Read()
    {
        var user = _stored.User;
        if (user is null)
            activation.KeepWhileEmpty();
        else
            RecordUse();
        return user;
    }

    /// <summary>The same with what readers make of it, which is kept until the user changes; null when there is no user.</summary>
    public RenderedUser? Read(Func<User, byte[]> render)
    {
        if (Read() is not { } user)
            return null;
        var rendered = _rendered;
        return rendered is not null && ReferenceEquals(rendered.User, user)
            ? rendered
            : _rendered = new RenderedUser(user, render(user));
    }

    /// <summary>Applies what a provider's directory says of the user.</summary>
    public Task<UpsertOutcome> Apply(UserSnapshot snapshot)
    {
        RecordUse();
        var identity = Identity.Of(snapshot);
        var state = _stored.State;
        if (identity.LinkedToken(state) is { } linked)
            return Save(UserState.OfLinked(snapshot, linked));
        return identity.Owns(externalId, state) ? Save(UserState.Of(snapshot)) : NotOwner;
    }

    /// <summary>Applies what a token says of the user who holds it.</summary>
    public Task<UpsertOutcome> Apply(UserClaims claims)
    {
        RecordUse();
        var identity = Identity.Of(claims);
        var state = _stored.State;
        if (identity.LinkedToken(state) is not null)
            return Save(UserState.OfLinked(claims));
        return identity.Owns(externalId, state) ? Save(UserState.Of(claims)) : NotOwner;
    }

    /// <summary>Deletes the user for good. False when it was not stored, or deleted before.</summary>
    public async Task<bool> Delete(DateTimeOffset at)
    {
        var wasThere = _stored.User is not null;
        await Save(UserState.Deleted(at)).ConfigureAwait(false);
        return wasThere;
    }

    /// <summary>Links one more token identifier to the user.</summary>
    public async Task<LinkOutcome> Link(string tokenIdentifier)
    {
        var stored = _stored;
        if (stored.User is null)
            return stored.State.DeletedAt is null ? LinkOutcome.NoUser : LinkOutcome.Deleted;
        if (stored.TokenIdentifiers.Contains(tokenIdentifier))
            return LinkOutcome.Linked;
        var outcome = await Save(stored.State.Linking(tokenIdentifier, link: true)).ConfigureAwait(false);
        if (outcome == UpsertOutcome.NotOwner)
            return LinkOutcome.Taken;
        return _stored.User is null ? LinkOutcome.Deleted : LinkOutcome.Linked;
    }

    /// <summary>Takes a linked token identifier away from the user.</summary>
    public async Task<UnlinkOutcome> Unlink(string tokenIdentifier)
    {
        var stored = _stored;
        if (stored.State.HasOwn(tokenIdentifier))
            return UnlinkOutcome.Own;
        if (stored.User is null || !stored.State.IsLinked(tokenIdentifier))
            return UnlinkOutcome.NotHeld;
        await Save(stored.State.Linking(tokenIdentifier, link: false)).ConfigureAwait(false);
        return UnlinkOutcome.Unlinked;
    }

    private void RecordUse()
    {
        var (now, usedAt) = (clock.GetTimestamp(), Volatile.Read(ref _usedAt));
        if (clock.GetElapsedTime(usedAt, now) >= RecordUseEvery && Interlocked.CompareExchange(ref _usedAt, now, usedAt) == usedAt)
            activation.KeepAlive(2 * RecordUseEvery);
    }
}

/// <summary>The grain of a user, as the user's entity knows it. Any thread may call it, and is not held up.</summary>
internal interface IUserActivation
{
    /// <summary>The user is stored otherwise than before.</summary>
    void Changed();

    /// <summary>Nobody knows what is stored. Only a fresh activation, which reads it, can tell.</summary>
    void LostTrack();

    /// <summary>The user was read or changed without a call of the grain.</summary>
    void KeepAlive(TimeSpan time);

    /// <summary>The user was asked for, and there is none.</summary>
    void KeepWhileEmpty();
}

/// <summary>A user, and what readers make of it.</summary>
public sealed record RenderedUser(User User, byte[] Bytes);
