using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// Collects single requests into batches. Requests that arrive during a batch are served together by the next one. So the size of a batch
/// follows the load, and no request waits for a timer.
/// </summary>
/// <param name="key">
/// The key of a request. A batch has a key at most once and is sorted by it, so that the batches of two processes cannot deadlock.
/// </param>
/// <param name="commit">
/// Executes a batch and returns the answers in its order. When it throws, nothing of the batch was done, or the outcome is unknown.
/// </param>
/// <param name="isRowFault">Whether a single request may have caused an error. Each request is then tried by itself.</param>
/// <param name="size">About how many bytes the database gets for a request; null when that does not matter.</param>
internal sealed class GroupCommit<TRequest, TAnswer>(
    Func<TRequest, string> key,
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> commit,
    Func<Exception, bool> isRowFault,
    Func<TRequest, int>? size = null,
    TimeProvider? clock = null) : IAsyncDisposable
{
    private const int MaxBatch = 512;

    // A batch has a few seconds. This much arrives within one, over a slow network, too.
    private const int MaxBatchBytes = 8 << 20;
    private const int MaxWaiting = 20_000;

    // The deadline of a grain call. The caller of a request that waited longer has given up, and later requests must not wait for it.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(8);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = new();
    private bool _isUnderWay;
    private bool _isDisposed;
    private TaskCompletionSource? _drained;

    /// <summary>Answers when the batch of this request is done; for a write this means durable.</summary>
    /// <exception cref="StoreOverloadedException">Too many requests wait: this one was not served in time, or would not be.</exception>
    public Task<TAnswer> Send(TRequest request)
    {
        var pending = new Pending(request, _clock.GetTimestamp());
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_waiting.Count >= MaxWaiting)
                throw Overloaded();
            _waiting.Enqueue(pending);
            if (_isUnderWay)
                return pending.Task;
            _isUnderWay = true;
        }
        Start();
        return pending.Task;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            if (_isUnderWay)
                _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        await (_drained?.Task ?? Task.CompletedTask);
    }

    // Runs on the thread of the first request, which saves the time that another thread needs to wake up. The execution context does not
    // flow: the other requests are no part of the first one's trace.
    private void Start()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Begin();
            return;
        }
        using (ExecutionContext.SuppressFlow())
            Begin();

        // In a turn of a grain the loop would continue in turns of that grain. There it starts on the thread pool.
        void Begin() => _ = TaskScheduler.Current == TaskScheduler.Default ? Loop() : Task.Run(Loop);
    }

    private async Task Loop()
    {
        var batch = new SortedList<string, Pending>(StringComparer.Ordinal);
        var (deferred, expired) = (new Queue<Pending>(), new Queue<Pending>());
        while (Fill(batch, deferred, expired))
        {
            while (expired.TryDequeue(out var pending))
                pending.SetException(Overloaded());
            if (batch.Count > 0)
                await Commit([.. batch.Values]).ConfigureAwait(false);
        }
    }

    /// <summary>Fills the next batch. False when no request waits.</summary>
    private bool Fill(SortedList<string, Pending> batch, Queue<Pending> deferred, Queue<Pending> expired)
    {
        batch.Clear();
        var bytes = 0L;
        // A second request for a key waits for the next batch, before the requests that came after it.
        for (var n = deferred.Count; n > 0; n--)
            Add(deferred.Dequeue());
        lock (_lock)
        {
            while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _waiting.TryDequeue(out var next))
                Add(next);
            _isUnderWay = batch.Count + deferred.Count + expired.Count > 0;
            if (!_isUnderWay)
                _drained?.SetResult();
            return _isUnderWay;
        }

        void Add(Pending pending)
        {
            if (_clock.GetElapsedTime(pending.Since) > MaxWait)
                expired.Enqueue(pending);
            else if (bytes < MaxBatchBytes && batch.TryAdd(key(pending.Request), pending))
                bytes += size?.Invoke(pending.Request) ?? 0;
            else
                deferred.Enqueue(pending);
        }
    }

    private async Task Commit(Pending[] batch)
    {
        try
        {
            var answers = await commit(Array.ConvertAll(batch, pending => pending.Request)).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
                batch[i].SetResult(answers[i]);
        }
        catch (Exception fault) when (batch.Length > 1 && isRowFault(fault))
        {
            foreach (var pending in batch)
                await Commit([pending]).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            foreach (var pending in batch)
                pending.SetException(fault);
        }
    }

    private static StoreOverloadedException Overloaded() => new();

    private sealed class Pending(TRequest request, long since) : TaskCompletionSource<TAnswer>
    {
        public TRequest Request => request;

        public long Since => since;
    }
}
