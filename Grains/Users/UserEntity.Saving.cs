namespace OrleansUsers.Grains;

/// <content>Saves changes: those that arrive while a write is under way are joined, and leave together in the next one.</content>
internal sealed partial class UserEntity
{
    private const int MaxConflicts = 5;

    // Guards the entity's fields. What is stored is replaced whole, so that it can be read without the lock.
    private readonly Lock _lock = new();
    private volatile StoredUser _stored = StoredUser.None(externalId);
    private UserState _wanted = new();
    private TaskCompletionSource<WriteResult>? _write;

    public bool IsWriting => Volatile.Read(ref _write) is not null;

    /// <summary>Reads what is stored. To be called once, before all else.</summary>
    public async Task Load()
    {
        var row = await store.Read(externalId).ConfigureAwait(false);
        lock (_lock)
        {
            _stored = row;
            _wanted = row.State;
            IsLoaded = true;
        }
    }

    /// <summary>
    /// Answers once the change is stored, or that it changes nothing; or elsewhere: another user holds a token identifier that it claims,
    /// and nothing of it is stored.
    /// </summary>
    private async Task<UpsertOutcome> Save(UserState change)
    {
        // The write under way may have started before this change was joined in: then the next one carries it.
        for (var outcome = UpsertOutcome.Unchanged; ; outcome = UpsertOutcome.Applied)
        {
            TaskCompletionSource<WriteResult> write;
            bool isMine;
            lock (_lock)
            {
                var state = _stored.State;
                var joined = UserMerge.Join(state, change);
                if (joined == state)
                    return outcome;
                _wanted = ReferenceEquals(_wanted, state) ? joined : UserMerge.Join(_wanted, change);
                isMine = _write is null;
                write = _write ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            var result = isMine ? await Write(write).ConfigureAwait(false) : await write.Task.ConfigureAwait(false);
            if (result.TakenToken is { } taken)
            {
                // Else it was refused for another caller's change, which is not part of the next write.
                if (change.Tokens().Contains(taken))
                    return UpsertOutcome.NotOwner;
            }
            else if (isMine)
                return UpsertOutcome.Applied;
        }
    }

    private async Task<WriteResult> Write(TaskCompletionSource<WriteResult> write)
    {
        WriteResult result;
        try
        {
            result = await WriteWanted().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // The row may hold the changes or not.
            Forget();
            activation.LostTrack();
            write.SetException(fault);
            _ = write.Task.Exception;
            throw;
        }
        // Nothing was written, and every other caller joins its own change again.
        if (result.Outcome == WriteOutcome.TokenTaken)
            Forget();
        activation.Changed();
        write.SetResult(result);
        return result;
    }

    private async Task<WriteResult> WriteWanted()
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var (stored, wanted) = Wanted();
            var row = stored.Next(wanted);
            var result = await store.Write(row, changesTokens: !row.HoldsSameTokens(stored)).ConfigureAwait(false);
            if (result.Outcome == WriteOutcome.Written)
                Keep(row, wanted);
            if (result.Outcome != WriteOutcome.Conflict)
                return result;
            if (conflicts == MaxConflicts)
                throw new OrleansException($"The row of user {externalId} was changed by another process {MaxConflicts} times in a row.");
            // Another process wrote the row: take its state in, and try again with both.
            if (TakeIn(await store.Read(externalId).ConfigureAwait(false)))
                return WriteResult.Written;
        }
    }

    private (StoredUser Stored, UserState Wanted) Wanted()
    {
        lock (_lock)
            return (_stored, _wanted);
    }

    private void Keep(StoredUser row, UserState written)
    {
        lock (_lock)
        {
            _stored = row;
            // What arrived meanwhile is still to be written.
            _wanted = ReferenceEquals(_wanted, written) ? row.State : JoinedWith(row.State);
            _write = null;
        }
    }

    /// <summary>Whether nothing is left to be written.</summary>
    private bool TakeIn(StoredUser row)
    {
        lock (_lock)
        {
            _stored = row;
            _wanted = JoinedWith(row.State);
            var isDone = ReferenceEquals(_wanted, row.State);
            if (isDone)
                _write = null;
            return isDone;
        }
    }

    private UserState JoinedWith(UserState state)
    {
        var joined = UserMerge.Join(state, _wanted);
        return joined == state ? state : joined;
    }

    private void Forget()
    {
        lock (_lock)
            (_wanted, _write) = (_stored.State, null);
    }
}
