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
    /// Stores a change. Unchanged when it adds nothing to the stored state. NotOwner when another user holds a token identifier that the
    /// change claims: nothing of the change is then stored.
    /// </summary>
    private Task<UpsertOutcome> Save(UserState change) => Save(change, decide: null);

    /// <summary>Decides on a change by the stored state with all pending changes, and stores it.</summary>
    private Task<UpsertOutcome> Save(Func<UserState, UserState> decide) => Save(change: null, decide);

    private async Task<UpsertOutcome> Save(UserState? change, Func<UserState, UserState>? decide)
    {
        // A write that started before this change was joined does not store it. Then the loop waits for the next write.
        var (outcome, refusals) = (UpsertOutcome.Unchanged, 0);
        while (true)
        {
            TaskCompletionSource<WriteResult> write;
            bool isWriter;
            lock (_lock)
            {
                var state = _stored.State;
                change ??= decide!(_pending);
                var joined = UserMerge.Join(state, change);
                if (joined == state)
                {
                    lease.Check();
                    return outcome;
                }
                _pending = ReferenceEquals(_pending, state) ? joined : UserMerge.Join(_pending, change);
                isWriter = _write is null;
                write = _write ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            var result = isWriter ? await Write(write).ConfigureAwait(false) : await write.Task.ConfigureAwait(false);
            // The write is durable. This process may have been declared dead since.
            lease.Check();
            outcome = UpsertOutcome.Applied;
            if (result.TakenToken is { } taken)
            {
                // Otherwise another caller's change claimed it. That change is dropped, and this one is written without it.
                if (change.Tokens().Contains(taken))
                    return UpsertOutcome.NotOwner;
                // What was decided on was dropped, too.
                if (decide is not null)
                    change = null;
                if (++refusals == MaxRefusals)
                    throw new OrleansException($"Other users hold token identifiers of user {externalId}. Repeat the change.");
            }
            else if (isWriter)
                return UpsertOutcome.Applied;
        }
    }
}
