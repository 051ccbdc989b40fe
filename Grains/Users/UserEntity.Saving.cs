namespace OrleansUsers.Grains;

/// <content>Saves changes. Changes that arrive during a write are joined, and the next write stores them together.</content>
internal sealed partial class UserEntity
{
    // Each refusal answers a caller whose change claimed the token identifier. So only a store that contradicts itself refuses more often.
    private const int MaxRefusals = 200;

    // Guards the entity's fields. The stored row is immutable and replaced whole, so that it can be read without the lock.
    private readonly Lock _lock = new();
    private volatile StoredUser _stored = StoredUser.None(externalId);

    // The stored state joined with all changes that are not stored yet. The same object as the stored state when there are none.
    private UserState _pending = new();
    private TaskCompletionSource<WriteResult>? _write;

    public bool IsWriting => Volatile.Read(ref _write) is not null;

    /// <summary>Reads the row. Must be called once, before any other method.</summary>
    public async Task Load()
    {
        var row = await store.Read(externalId).ConfigureAwait(false);
        lock (_lock)
        {
            ReplaceLocked(row);
            IsLoaded = true;
            _isRefreshing = IsOutdatedLocked();
        }
        if (_isRefreshing)
            await RefreshUntilNewest().ConfigureAwait(false);
    }

    /// <summary>
    /// Stores a change. Unchanged when it adds nothing to the stored state. NotOwner when it is decided not to change this user, and when
    /// another user holds a token identifier that the change claims: nothing of the change is then stored.
    /// </summary>
    /// <param name="decide">
    /// Makes the change for the stored state joined with all pending changes; null is NotOwner. Called again when that state has turned
    /// out to be another one.
    /// </param>
    private async Task<UpsertOutcome> Save(Func<UserState, UserState?> decide)
    {
        // A write that started before this change was joined does not store it. Then the loop waits for the next write.
        var (outcome, refusals) = (UpsertOutcome.Unchanged, 0);
        for (UserState? change = null; ;)
        {
            TaskCompletionSource<WriteResult> write;
            bool isWriter;
            lock (_lock)
            {
                var state = _stored.State;
                change ??= decide(_pending);
                var joined = change is null ? state : UserMerge.Join(state, change);
                if (change is null || joined == state)
                {
                    lease.Check();
                    return change is null ? UpsertOutcome.NotOwner : outcome;
                }
                _pending = ReferenceEquals(_pending, state) ? joined : UserMerge.Join(_pending, change);
                isWriter = _write is null;
                write = _write ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            var result = isWriter ? await Write(write).ConfigureAwait(false) : await write.Task.ConfigureAwait(false);
            // The write is durable. This process may have been declared dead since.
            lease.Check();
            if (result.Outcome == WriteOutcome.Written)
            {
                if (isWriter)
                    return UpsertOutcome.Applied;
                outcome = UpsertOutcome.Applied;
            }
            else
            {
                // If it does not claim the token identifier that is taken, another caller's change does. That change is dropped.
                if (result.TakenToken is { } taken && change.Tokens().Contains(taken))
                    return UpsertOutcome.NotOwner;
                change = null;
                if (++refusals == MaxRefusals)
                    throw new OrleansException($"Other users hold token identifiers of user {externalId}. Repeat the change.");
            }
        }
    }
}
