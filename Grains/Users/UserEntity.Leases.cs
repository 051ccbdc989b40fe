namespace OrleansUsers.Grains;

/// <content>
/// Leases of callers other than the grain. Orleans waits for its own calls before a grain leaves, and knows nothing of others.
/// </content>
internal sealed partial class UserEntity
{
    private int _leases;
    private bool _isDraining;
    private TaskCompletionSource? _drained;

    /// <summary>Whether a caller other than the grain may change the user now. Then the entity stays until <see cref="Release"/>.</summary>
    public bool TryAcquire()
    {
        lock (_lock)
        {
            if (!IsLoaded || _isDraining)
                return false;
            _leases++;
            return true;
        }
    }

    /// <summary>Ends what <see cref="TryAcquire"/> began.</summary>
    public void Release()
    {
        TaskCompletionSource? drained;
        lock (_lock)
            drained = --_leases == 0 ? _drained : null;
        drained?.SetResult();
    }

    /// <summary>Grants no further lease, and answers when all are released.</summary>
    public Task Drain()
    {
        lock (_lock)
        {
            _isDraining = true;
            if (_leases > 0)
                _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained?.Task ?? Task.CompletedTask;
        }
    }
}
