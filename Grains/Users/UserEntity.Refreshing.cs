namespace OrleansUsers.Grains;

/// <content>
/// Reads the row again when the journal says that it was changed by others: by another activation of the same user, or by SQL.
/// </content>
internal sealed partial class UserEntity
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    // The greatest revision in the journal, and whether the row was changed by SQL. Then its revision says nothing.
    private long _newestRevision;
    private bool _isChangedBySql;
    private bool _isRefreshing;

    /// <summary>
    /// Starts with a row that was in the memory of another process. The row is read again, without a caller who waits for it: neither
    /// process was there for what the journal told meanwhile.
    /// </summary>
    public void Resume(StoredUser row)
    {
        lock (_lock)
        {
            ReplaceLocked(row);
            (IsLoaded, _isRefreshing) = (true, true);
        }
        ReadUntilSure().Ignore();
    }

    // While the database is away, the row in memory is as good as that of any other user.
    private async Task ReadUntilSure()
    {
        for (var isSure = false; !isSure;)
        {
            bool isKnownOld;
            lock (_lock)
            {
                if (_isDraining)
                    return;
                isKnownOld = _newestRevision > _stored.Revision;
                _isChangedBySql = true;
            }
            try
            {
                isSure = !await RefreshOnce().ConfigureAwait(false);
            }
            catch (Exception) when (!isKnownOld)
            {
                await Task.Delay(Pause, clock).ConfigureAwait(false);
            }
            catch (Exception)
            {
                activation.Deactivate();
                return;
            }
        }
        activation.NotifyWatchers();
    }

    /// <summary>
    /// The journal has this change. Reads the row again unless what is in memory is as new. Never throws.
    /// </summary>
    public Task Refresh(UserChange change)
    {
        lock (_lock)
        {
            _newestRevision = Math.Max(_newestRevision, change.Revision);
            _isChangedBySql |= change.BySql;
            // The loader looks at both when it has read the row.
            if (!IsLoaded || _isRefreshing || !IsOutdatedLocked())
                return Task.CompletedTask;
            _isRefreshing = true;
        }
        return RefreshUntilNewest();
    }

    /// <summary>
    /// Reads the row again if there was none: another process may have inserted it (<see cref="UserInserts"/>). So what is stored is found
    /// by every call that is made after it was stored.
    /// </summary>
    public async Task LookAgain()
    {
        if (IsStored)
            return;
        var row = await store.Read(externalId).ConfigureAwait(false);
        lock (_lock)
        {
            if (row.Revision <= _stored.Revision)
                return;
            ReplaceLocked(row);
        }
        activation.NotifyWatchers();
    }

    // The journal may have a write of this process before its answer has arrived. The row is then read once in vain.
    private bool IsOutdatedLocked() => _isChangedBySql || _newestRevision > _stored.Revision;

    private async Task RefreshUntilNewest()
    {
        try
        {
            while (await RefreshOnce().ConfigureAwait(false))
            {
                // Another change came while the row was read.
            }
        }
        catch
        {
            // What is in memory is known to be old.
            activation.Deactivate();
        }
        activation.NotifyWatchers();
    }

    /// <summary>Reads the row. True when the journal has told of another change meanwhile.</summary>
    private async Task<bool> RefreshOnce()
    {
        StoredUser before;
        bool isChangedBySql;
        lock (_lock)
        {
            before = _stored;
            isChangedBySql = _isChangedBySql;
            // The row that is read now has all that the journal told of until now.
            (_isChangedBySql, _newestRevision) = (false, 0);
        }
        var row = await store.ReadAgain(externalId).ConfigureAwait(false);
        lock (_lock)
        {
            // While a write is under way, its outcome says what is stored.
            if (row.Revision > _stored.Revision || (isChangedBySql && _write is null && ReferenceEquals(_stored, before)))
                ReplaceLocked(row);
            return _isRefreshing = IsOutdatedLocked();
        }
    }
}
