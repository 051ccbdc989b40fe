using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Wakes the calls that wait for a change.</summary>
internal sealed class ChangeSignal : IChangeListener
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Completes with the next change. Take it before you read the feed, so that no change in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Changed(JournalEntry entry)
    {
        if (entry.Changes.Any(change => change.Kind is not null))
            Interlocked.Exchange(ref _next, NewSource()).SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
