namespace OrleansUsers.Grains;

/// <content>Writes the pending changes, and joins them with what another process wrote meanwhile.</content>
internal sealed partial class UserEntity
{
    private const int MaxConflicts = 5;

    private async Task<WriteResult> Write(TaskCompletionSource<WriteResult> write)
    {
        WriteResult result;
        try
        {
            result = await WritePending().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            DropPending();
            // What was not sent has changed nothing. After any other fault it is unknown whether the row holds the changes.
            if (fault is not StoreOverloadedException)
                activation.Deactivate();
            write.SetException(fault);
            _ = write.Task.Exception;
            throw;
        }
        // Nothing was written. Each waiting caller joins its own change again.
        if (result.Outcome != WriteOutcome.Written)
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
            // Another user may hold a token identifier that this one held when its row was read. The row has changed then, too.
            var isOutdated = result.TakenToken is { } taken && stored.TokenIdentifiers.Contains(taken);
            if (result.Outcome != WriteOutcome.Conflict && !isOutdated)
                return result;
            if (conflicts == MaxConflicts)
                throw new OrleansException(
                    $"Other processes changed the row of user {externalId} during each of {MaxConflicts + 1} writes. Repeat the change.");
            // Another process wrote the row: join its state, and write again.
            var isDone = Rebase(stored, await ReadAgain().ConfigureAwait(false));
            if (isDone)
                return WriteResult.Written;
            // Without the row nobody could know whose user it is: each waiting caller decides again.
            if (stored.Revision == 0)
                return WriteResult.Conflict;
        }
    }

    private async Task<StoredUser> ReadAgain()
    {
        try
        {
            return await store.Read(externalId).ConfigureAwait(false);
        }
        catch (StoreOverloadedException)
        {
            // The row in memory is known to be old.
            activation.Deactivate();
            throw;
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
            // The journal may have told of this write, or of a later one, before its answer arrived.
            if (row.Revision > _stored.Revision)
                _stored = row;
            // Changes that arrived during the write are still pending.
            _pending = ReferenceEquals(_pending, written) ? _stored.State : PendingOnLocked(_stored.State);
            _write = null;
        }
    }

    /// <summary>
    /// Puts the pending changes on a row that another process wrote after <paramref name="before"/>. True when that row contains them all,
    /// and they were decided on with a row.
    /// </summary>
    private bool Rebase(StoredUser before, StoredUser row)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_stored, before) || row.Revision > _stored.Revision)
                ReplaceLocked(row);
            // A write that goes on must stay the one under way: after it, another caller may begin the next.
            var isDone = before.Revision > 0 && ReferenceEquals(_pending, _stored.State);
            if (isDone)
                _write = null;
            return isDone;
        }
    }

    private void ReplaceLocked(StoredUser row)
    {
        _stored = row.Revision > 0 ? row : StoredUser.RemovedAfter(_stored);
        // Without a write nothing is pending. What SQL has removed must not come back.
        _pending = _write is null ? _stored.State : PendingOnLocked(_stored.State);
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
