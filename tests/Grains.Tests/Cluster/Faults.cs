using System.Collections.Concurrent;

namespace OrleansUsers.Grains.Tests;

/// <summary>The faults to inject into writes: by external id for a user, by key for any other grain.</summary>
internal sealed class Faults
{
    /// <summary>The write fails before anything is written.</summary>
    public ConcurrentDictionary<string, bool> FailBeforeCommit { get; } = new();

    /// <summary>The row is written, but the answer is lost.</summary>
    public ConcurrentDictionary<string, bool> FailAfterCommit { get; } = new();

    /// <summary>The write is not sent, because too many wait for the store.</summary>
    public ConcurrentDictionary<string, bool> Overload { get; } = new();

    /// <summary>The write completes <see cref="Gate.Arrived"/> and then waits for <see cref="Gate.Open"/>.</summary>
    public ConcurrentDictionary<string, Gate> Hold { get; } = new();

    /// <summary>The next write of a user does the same, and other users are written meanwhile.</summary>
    public ConcurrentDictionary<string, Gate> HoldAlone { get; } = new();

    /// <summary>How often each was written.</summary>
    public ConcurrentDictionary<string, int> Writes { get; } = new();

    /// <summary>How often users were read, by external id.</summary>
    public ConcurrentDictionary<string, int> Reads { get; } = new();

    /// <summary>How often the state of any other grain was read, by key.</summary>
    public ConcurrentDictionary<string, int> StateReads { get; } = new();
}

internal sealed class Gate
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Arrived => _arrived.Task;

    public void Open() => _opened.SetResult();

    public Task Pass()
    {
        _arrived.TrySetResult();
        return _opened.Task;
    }
}
