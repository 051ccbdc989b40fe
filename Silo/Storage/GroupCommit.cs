using System.Threading.Channels;

namespace OrleansUsers.Silo;

/// <summary>
/// Turns many single requests into few batches: what arrives while a batch is under way leaves together in the next one, so that a batch is as large
/// as the load makes it and nobody ever waits for a timer.
/// </summary>
/// <param name="key">A key is at most once in a batch, and a batch is sorted by it, so that two batches of two processes cannot deadlock.</param>
/// <param name="commit">Carries a batch out and answers in its order. When it throws, nothing of the batch was done, or nobody knows.</param>
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
    private readonly Channel<Pending> _waiting = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Lock _starting = new();
    private Task? _loop;

    /// <summary>Answers when the batch this request was in is durable.</summary>
    /// <exception cref="TimeoutException">So many requests wait that this one was not or would not be served in time.</exception>
    public Task<TAnswer> Send(TRequest request)
    {
        if (_loop is null)
        {
            lock (_starting)
                _loop ??= Task.Run(Loop);
        }

        var pending = new Pending(request, _clock.GetTimestamp());
        return _waiting.Writer.TryWrite(pending)
            ? pending.Task
            : throw TooFarBehind();
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await (_loop ?? Task.CompletedTask);
    }

    private async Task Loop()
    {
        var batch = new SortedList<string, Pending>(MaxBatch, StringComparer.Ordinal);
        var second = new Queue<Pending>();
        while (second.Count > 0 || await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            // A second request for a key waits for the next batch, ahead of whatever came after it.
            for (var n = second.Count; n > 0; n--)
                Take(second.Dequeue());
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
                Take(next);
            if (batch.Count > 0)
                await Commit([.. batch.Values]);
        }

        void Take(Pending pending)
        {
            if (_clock.GetElapsedTime(pending.Since) > Patience)
                pending.SetException(TooFarBehind());
            else if (!batch.TryAdd(key(pending.Request), pending))
                second.Enqueue(pending);
        }
    }

    private async Task Commit(Pending[] batch)
    {
        try
        {
            var answers = await commit(Array.ConvertAll(batch, pending => pending.Request));
            for (var i = 0; i < batch.Length; i++)
                batch[i].SetResult(answers[i]);
        }
        catch (Exception fault) when (batch.Length > 1 && isRowFault(fault))
        {
            foreach (var pending in batch)
                await Commit([pending]);
        }
        catch (Exception fault)
        {
            foreach (var pending in batch)
                pending.SetException(fault);
        }
    }

    private static TimeoutException TooFarBehind() => new("The store is too far behind to serve this request in time.");

    private sealed class Pending(TRequest request, long since) : TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TRequest Request => request;

        public long Since => since;
    }
}
