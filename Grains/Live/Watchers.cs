namespace OrleansUsers.Grains;

/// <summary>The processes that watch one user. A watch that is not repeated expires. Any thread may call it.</summary>
internal sealed class Watchers(Func<UserUpdate> newest, ISiloStatusOracle silos, TimeProvider clock)
{
    // A process repeats its watches every minute; two in a row may get lost.
    private static readonly TimeSpan WatchDuration = TimeSpan.FromSeconds(150);

    private readonly Lock _lock = new();

    // Null until the first watch: most users are never watched.
    private Dictionary<SiloAddress, (IUserObserver Observer, long Since)>? _watchers;
    private Task _notification = Task.CompletedTask;

    // Of two writes the first one's notification may already tell of the second.
    private long _notifiedVersion = -1;

    /// <summary>Whether any watch is valid now.</summary>
    public bool Any
    {
        get
        {
            lock (_lock)
                return _watchers is not null && _watchers.Values.Any(watcher => clock.GetElapsedTime(watcher.Since) <= WatchDuration);
        }
    }

    /// <summary>Whether the user was watched since its activation. Takes no lock.</summary>
    public bool WasWatched => _watchers is not null;

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
    /// Sends the newest state to all watchers in a later turn, so that no caller of the write waits for it. All changes before that turn
    /// are sent as one update. Must be called in a turn of the grain.
    /// </summary>
    public void NotifySoon()
    {
        if (_watchers is not null && _notification.IsCompleted)
            _notification = NotifyNewest();
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
                if (clock.GetElapsedTime(since) > WatchDuration || silos.IsDeadSilo(silo))
                    _watchers.Remove(silo);
            }
            return [.. _watchers.Values.Select(watcher => watcher.Observer)];
        }
    }

    private async Task NotifyNewest()
    {
        await Task.Yield();
        var update = newest();
        if (update.Version == _notifiedVersion)
            return;
        _notifiedVersion = update.Version;
        Notify(observer => observer.Changed(update));
    }
}
