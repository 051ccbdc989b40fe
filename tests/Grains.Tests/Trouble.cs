using System.Collections.Concurrent;

namespace OrleansUsers.Grains.Tests;

/// <summary>What is to go wrong with writes: those of a user by external id, those of any other grain by its key.</summary>
internal sealed class Trouble
{
    /// <summary>The disk fails before anything is written.</summary>
    public ConcurrentDictionary<string, bool> FailBeforeCommit { get; } = new();

    /// <summary>The row is written, and the answer is lost.</summary>
    public ConcurrentDictionary<string, bool> FailAfterCommit { get; } = new();

    /// <summary>The write waits for <see cref="Gate.Open"/>, having said that it arrived.</summary>
    public ConcurrentDictionary<string, Gate> Hold { get; } = new();

    public ConcurrentDictionary<string, int> Writes { get; } = new();

    /// <summary>How often users were read, by external id.</summary>
    public ConcurrentDictionary<string, int> Reads { get; } = new();
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
