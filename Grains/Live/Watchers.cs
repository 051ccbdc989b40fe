namespace OrleansUsers.Grains;

/// <summary>The processes that show one user live. A process that does not repeat its watch is forgotten. Any thread may call it.</summary>
internal sealed class Watchers(Func<UserUpdate> newest, ISiloStatusOracle silos, TimeProvider clock)
{
    // Watches are repeated every minute: two may get lost on the way.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(150);

    private readonly Lock _lock = new();

    // Most users have none.
    private Dictionary<SiloAddress, (IUserObserver Observer, long Since)>? _watchers;
    private Task _announcement = Task.CompletedTask;

    /// <summary>Whether anybody is to be told of a change.</summary>
    public bool Any
    {
        get
        {
            lock (_lock)
                return _watchers is not null && _watchers.Values.Any(watcher => clock.GetElapsedTime(watcher.Since) <= Lease);
        }
    }

    /// <summary>Whether there may be somebody to tell.</summary>
    public bool IsNeeded => _watchers is not null;

    public void Add(UserWatch watch)
    {
        lock (_lock)
            (_watchers ??= [])[watch.Silo] = (watch.Observer, clock.GetTimestamp());
    }

    public void Remove(SiloAddress silo)
    {
        lock (_lock)
            _watchers?.Remove(silo);
    }

    /// <summary>
    /// Tells everybody the newest state, later: whoever waits for the write is answered first, and changes that come until then are told as
    /// one. To be called in the grain's turn.
    /// </summary>
    public void Announce()
    {
        if (_watchers is not null && _announcement.IsCompleted)
            _announcement = NotifyNewest();
    }

    public void Notify(Func<IUserObserver, Task> message)
    {
        foreach (var observer in Observers())
            message(observer).Ignore();
    }

    private IUserObserver[] Observers()
    {
        lock (_lock)
        {
            if (_watchers is null)
                return [];
            foreach (var (silo, (_, since)) in _watchers)
            {
                if (clock.GetElapsedTime(since) > Lease || silos.IsDeadSilo(silo))
                    _watchers.Remove(silo);
            }
            return [.. _watchers.Values.Select(watcher => watcher.Observer)];
        }
    }

    private async Task NotifyNewest()
    {
        await Task.Yield();
        var update = newest();
        Notify(observer => observer.Changed(update));
    }
}
