namespace OrleansUsers.Grains;

/// <content>
/// Leases of callers that change the user without a grain call. Before Orleans deactivates a grain it waits for the grain's calls, but not
/// for these callers.
/// </content>
internal sealed partial class UserEntity
{
    private int _leases;
    private bool _isDraining;
    private TaskCompletionSource? _drained;

    /// <summary>
    /// Acquires a lease: the grain is not deactivated before <see cref="Release"/>. False when the row is not read yet, and while the
    /// entity drains.
    /// </summary>
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

    /// <summary>Releases a lease of <see cref="TryAcquire"/>.</summary>
    public void Release()
    {
        TaskCompletionSource? drained;
        lock (_lock)
            drained = --_leases == 0 ? _drained : null;
        drained?.SetResult();
    }

    /// <summary>Grants no further lease, and waits until all are released.</summary>
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
