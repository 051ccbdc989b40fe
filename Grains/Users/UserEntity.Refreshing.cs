namespace OrleansUsers.Grains;

/// <content>
/// Reads the row again when the journal says that it was changed by others: by another activation of the same user, or by SQL.
/// </content>
internal sealed partial class UserEntity
{
    // The greatest revision in the journal, and whether the row was changed by SQL. Then its revision says nothing.
    private long _newestRevision;
    private bool _isChangedBySql;
    private bool _isRefreshing;

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
