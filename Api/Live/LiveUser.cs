using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>One user that has live readers in this process. The process watches the grain once, however many readers there are.</summary>
internal sealed class LiveUser(string externalId)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();

    public string ExternalId => externalId;

    /// <summary>Limits the live streams of this user over all its tokens. A person has fewer tabs open than that.</summary>
    public ConcurrencyLimiter Streams { get; } = new(new ConcurrencyLimiterOptions { PermitLimit = 20 });

    /// <summary>The newest update; null before the first one.</summary>
    public UserUpdate? Latest { get; private set; }

    /// <summary>Completes with the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
                return _changed.Task;
        }
    }

    /// <summary>The number of readers, counted by <see cref="LiveUsers"/>.</summary>
    public int Readers { get; set; }

    /// <summary>When the watch must be repeated, as a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long DueAt { get; set; } = long.MaxValue;

    public int Failures { get; set; }

    /// <summary>Stores an update if it is newer than <see cref="Latest"/>.</summary>
    public void Receive(UserUpdate update)
    {
        lock (_lock)
        {
            if (update.Version <= Latest?.Version)
                return;
            Latest = update;
        }
        Wake();
    }

    /// <summary>Makes every reader read the state again.</summary>
    public void Wake()
    {
        TaskCompletionSource changed;
        lock (_lock)
            (changed, _changed) = (_changed, NewSignal());
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
