namespace OrleansUsers.Grains;

/// <summary>
/// Collects single requests into batches. Requests that arrive during a batch are served together by the next one. So the size of a batch
/// follows the load, and no request waits for a timer.
/// </summary>
/// <param name="key">
/// The key of a request. A batch has a key at most once and is sorted by it, so that the batches of two processes cannot deadlock.
/// </param>
/// <param name="run">
/// Runs a batch and returns the answers in its order. When it throws, nothing of the batch was done, or the outcome is unknown.
/// </param>
/// <param name="isRowFault">
/// Whether a single request may have caused an error. Each request is then tried by itself; null when that is never so.
/// </param>
/// <param name="sharesAnswers">
/// Whether requests with the same key in a batch are one, and share its answer. Otherwise each is in a batch of its own.
/// </param>
/// <param name="size">About how many bytes are sent for a request; null when that does not matter.</param>
internal sealed class Batcher<TRequest, TAnswer>(
    Func<TRequest, string> key,
    Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> run,
    Func<Exception, bool>? isRowFault = null,
    bool sharesAnswers = false,
    Func<TRequest, int>? size = null,
    TimeProvider? clock = null)
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
    private bool _isClosed;
    private TaskCompletionSource? _drained;

    /// <summary>Answers when the batch of this request is done; for a write this means durable.</summary>
    /// <exception cref="StoreOverloadedException">Too many requests wait: this one was not served in time, or would not be.</exception>
    public Task<TAnswer> Send(TRequest request)
    {
        var pending = new Pending(request, _clock.GetTimestamp());
        Enqueue([pending]);
        return pending.Task;
    }

    /// <summary>Sends these together, so that they are in one batch if they fit. Answers in their order.</summary>
    /// <inheritdoc cref="Send"/>
    public Task<TAnswer[]> SendAll(IReadOnlyCollection<TRequest> requests)
    {
        var now = _clock.GetTimestamp();
        var pending = requests.Select(request => new Pending(request, now)).ToArray();
        Enqueue(pending);
        return Task.WhenAll(pending.Select(one => one.Task));
    }

    /// <summary>Takes no further request, and waits for the batches of those that were taken.</summary>
    public Task Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_isUnderWay)
                _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained?.Task ?? Task.CompletedTask;
        }
    }

    private void Enqueue(ReadOnlySpan<Pending> pending)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_waiting.Count + pending.Length > MaxWaiting)
                throw Overloaded();
            foreach (var one in pending)
                _waiting.Enqueue(one);
            if (_isUnderWay || pending.IsEmpty)
                return;
            _isUnderWay = true;
        }
        // The loop starts behind the work that already waits for a thread: under load that brings more requests for the first batch.
        // The execution context does not flow: the other requests are no part of the first one's trace.
        ThreadPool.UnsafeQueueUserWorkItem(batcher => _ = batcher.Loop(), this, preferLocal: false);
    }

    private async Task Loop()
    {
        var batch = new SortedList<string, Pending>(StringComparer.Ordinal);
        var (deferred, expired) = (new Queue<Pending>(), new Queue<Pending>());
        while (true)
        {
            if (!Fill(batch, deferred, expired))
                return;
            while (expired.TryDequeue(out var pending))
                pending.SetException(Overloaded());
            if (batch.Count > 0)
                await Run([.. batch.Values]).ConfigureAwait(false);
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
            else if (sharesAnswers && batch.TryGetValue(key(pending.Request), out var same))
                pending.ShareAnswerOf(same);
            else
                deferred.Enqueue(pending);
        }
    }

    private async Task Run(Pending[] batch)
    {
        try
        {
            var answers = await run(Array.ConvertAll(batch, pending => pending.Request)).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
                batch[i].SetResult(answers[i]);
        }
        catch (Exception fault) when (batch.Length > 1 && isRowFault?.Invoke(fault) is true)
        {
            foreach (var pending in batch)
                await Run([pending]).ConfigureAwait(false);
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

        public void ShareAnswerOf(Pending other) => other.Task.ContinueWith(
            (answer, pending) => ((Pending)pending!).SetFromTask(answer),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
