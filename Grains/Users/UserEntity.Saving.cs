namespace OrleansUsers.Grains;

/// <content>Saves changes. Changes that arrive during a write are joined, and the next write stores them together.</content>
internal sealed partial class UserEntity
{
    private const int MaxConflicts = 5;

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
            _stored = row;
            _pending = row.State;
            IsLoaded = true;
        }
    }

    /// <summary>
    /// Stores a change. Unchanged when it adds nothing to the stored state. NotOwner when another user holds a token identifier that the
    /// change claims: nothing of the change is then stored.
    /// </summary>
    private async Task<UpsertOutcome> Save(UserState change)
    {
        // A write that started before this change was joined does not store it. Then the loop waits for the next write.
        for (var outcome = UpsertOutcome.Unchanged; ; outcome = UpsertOutcome.Applied)
        {
            TaskCompletionSource<WriteResult> write;
            bool isWriter;
            lock (_lock)
            {
                var state = _stored.State;
                var joined = UserMerge.Join(state, change);
                if (joined == state)
                    return outcome;
                _pending = ReferenceEquals(_pending, state) ? joined : UserMerge.Join(_pending, change);
                isWriter = _write is null;
                write = _write ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            var result = isWriter ? await Write(write).ConfigureAwait(false) : await write.Task.ConfigureAwait(false);
            if (result.TakenToken is { } taken)
            {
                // Otherwise another caller's change claimed it. That change is dropped, and this one is written without it.
                if (change.Tokens().Contains(taken))
                    return UpsertOutcome.NotOwner;
            }
            else if (isWriter)
                return UpsertOutcome.Applied;
        }
    }

    private async Task<WriteResult> Write(TaskCompletionSource<WriteResult> write)
    {
        WriteResult result;
        try
        {
            result = await WritePending().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // It is unknown whether the row holds the changes.
            DropPending();
            activation.Deactivate();
            write.SetException(fault);
            _ = write.Task.Exception;
            throw;
        }
        // Nothing was written. Each waiting caller joins its own change again.
        if (result.Outcome == WriteOutcome.TokenTaken)
            DropPending();
        activation.NotifyWatchers();
        write.SetResult(result);
        return result;
    }

    private async Task<WriteResult> WritePending()
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var (stored, pending) = ReadPending();
            var row = stored.Next(pending);
            var result = await store.Write(row, changesTokens: !row.HoldsSameTokens(stored)).ConfigureAwait(false);
            if (result.Outcome == WriteOutcome.Written)
                CompleteWrite(row, pending);
            if (result.Outcome != WriteOutcome.Conflict)
                return result;
            if (conflicts == MaxConflicts)
                throw new OrleansException(
                    $"Other processes changed the row of user {externalId} during each of {MaxConflicts + 1} writes. Repeat the change.");
            // Another process wrote the row: join its state, and write again.
            if (Rebase(await store.Read(externalId).ConfigureAwait(false)))
                return WriteResult.Written;
        }
    }

    private (StoredUser Stored, UserState Pending) ReadPending()
    {
        lock (_lock)
            return (_stored, _pending);
    }

    private void CompleteWrite(StoredUser row, UserState written)
    {
        lock (_lock)
        {
            _stored = row;
            // Changes that arrived during the write are still pending.
            _pending = ReferenceEquals(_pending, written) ? row.State : PendingOnLocked(row.State);
            _write = null;
        }
    }

    /// <summary>Puts the pending changes on a row that another process wrote. True when that row contains them all.</summary>
    private bool Rebase(StoredUser row)
    {
        lock (_lock)
        {
            _stored = row;
            _pending = PendingOnLocked(row.State);
            var isDone = ReferenceEquals(_pending, row.State);
            if (isDone)
                _write = null;
            return isDone;
        }
    }

    private UserState PendingOnLocked(UserState state)
    {
        var joined = UserMerge.Join(state, _pending);
        return joined == state ? state : joined;
    }

    private void DropPending()
    {
        lock (_lock)
            (_pending, _write) = (_stored.State, null);
    }
}
