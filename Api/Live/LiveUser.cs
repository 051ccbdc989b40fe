using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>One user that somebody reads live in this process. However many read, the grain is watched once.</summary>
internal sealed class LiveUser(string externalId)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();

    public string ExternalId => externalId;

    /// <summary>Streams of one user, whatever the token; more than a person has tabs open.</summary>
    public ConcurrencyLimiter Streams { get; } = new(new ConcurrencyLimiterOptions { PermitLimit = 20 });

    /// <summary>The newest that was heard; null before anything was.</summary>
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

    /// <summary>How many read it. Its keeper, <see cref="LiveUsers"/>, counts.</summary>
    public int Readers { get; set; }

    /// <summary>When the watch is to be repeated; a <see cref="TimeProvider"/>'s timestamp.</summary>
    public long DueAt { get; set; } = long.MaxValue;

    public int Failures { get; set; }

    /// <summary>Takes what is newer than what was heard before.</summary>
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

    /// <summary>Has every reader look again.</summary>
    public void Wake()
    {
        TaskCompletionSource changed;
        lock (_lock)
            (changed, _changed) = (_changed, NewSignal());
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
