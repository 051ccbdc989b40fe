namespace OrleansUsers.Silo;

/// <summary>
/// Turns many single requests into few batches: what arrives while a batch is under way leaves together in the next one, so that a batch is
/// as large as the load makes it and nobody ever waits for a timer.
/// </summary>
/// <param name="key">
/// A key is at most once in a batch, and a batch is sorted by it, so that two batches of two processes cannot deadlock.
/// </param>
/// <param name="commit">
/// Carries a batch out and answers in its order. When it throws, nothing of the batch was done, or nobody knows.
/// </param>
/// <param name="isRowFault">Whether an error lies in a single request: then each is tried by itself before anyone is told.</param>
internal sealed class GroupCommit<TRequest, TAnswer>(
    Func<TRequest, string> key,
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> commit,
    Func<Exception, bool> isRowFault,
    TimeProvider? clock = null) : IAsyncDisposable
{
    private const int MaxBatch = 512;
    private const int MaxWaiting = 20_000;

    // A grain call's deadline: whoever asked has given up, and those who ask now must not wait for that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = new();
    private bool _isUnderWay;
    private bool _isDisposed;
    private TaskCompletionSource? _drained;

    /// <summary>Answers when the batch this request was in is durable.</summary>
    /// <exception cref="TimeoutException">So many requests wait that this one was not or would not be served in time.</exception>
    public Task<TAnswer> Send(TRequest request)
    {
        var pending = new Pending(request, _clock.GetTimestamp());
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_waiting.Count >= MaxWaiting)
                throw TooFarBehind();
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

    // In the thread of whoever found nothing under way, so that nobody waits for another thread to wake. The requests of others are no part
    // of what the first of them is traced as.
    private void Start()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            Begin();
            return;
        }
        using (ExecutionContext.SuppressFlow())
            Begin();

        // A grain's turn would go on in turns of that grain.
        void Begin() => _ = TaskScheduler.Current == TaskScheduler.Default ? Loop() : Task.Run(Loop);
    }

    private async Task Loop()
    {
        var batch = new SortedList<string, Pending>(StringComparer.Ordinal);
        var (second, late) = (new Queue<Pending>(), new Queue<Pending>());
        while (Fill(batch, second, late))
        {
            while (late.TryDequeue(out var pending))
                pending.SetException(TooFarBehind());
            if (batch.Count > 0)
                await Commit([.. batch.Values]).ConfigureAwait(false);
        }
    }

    /// <summary>False when nobody waits any more.</summary>
    private bool Fill(SortedList<string, Pending> batch, Queue<Pending> second, Queue<Pending> late)
    {
        batch.Clear();
        // A second request for a key waits for the next batch, ahead of whatever came after it.
        for (var n = second.Count; n > 0; n--)
            Take(second.Dequeue());
        lock (_lock)
        {
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var next))
                Take(next);
            _isUnderWay = batch.Count + second.Count + late.Count > 0;
            if (!_isUnderWay)
                _drained?.SetResult();
            return _isUnderWay;
        }

        void Take(Pending pending)
        {
            if (_clock.GetElapsedTime(pending.Since) > Patience)
                late.Enqueue(pending);
            else if (!batch.TryAdd(key(pending.Request), pending))
                second.Enqueue(pending);
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

    private static TimeoutException TooFarBehind() => new("The store is too far behind to serve this request in time.");

    private sealed class Pending(TRequest request, long since) : TaskCompletionSource<TAnswer>
    {
        public TRequest Request => request;

        public long Since => since;
    }
}
