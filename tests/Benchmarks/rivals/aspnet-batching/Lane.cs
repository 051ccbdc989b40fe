using System.Threading.Channels;
using Npgsql;

namespace ClerkPeer;

/// <summary>A queue that leaves in batches: what arrives while a batch is under way makes up the next one.</summary>
public sealed class Lane<TItem, TResult> where TItem : TaskCompletionSource<TResult>
{
    private const int Most = 512;
    private readonly Channel<TItem> _queue = Channel.CreateUnbounded<TItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<List<TItem>, Task> _send;

    /// <param name="send">Sends a batch and answers each of its items.</param>
    public Lane(Func<List<TItem>, Task> send)
    {
        _send = send;
        _ = RunAsync();
    }

    public Task<TResult> Add(TItem item)
    {
        _queue.Writer.TryWrite(item);
        return item.Task;
    }

    private async Task RunAsync()
    {
        var batch = new List<TItem>(Most);
        while (await _queue.Reader.WaitToReadAsync())
        {
            // Lets the requests that are ready in the pool's queue join: fuller batches, and no timer.
            await Task.Yield();
            while (batch.Count < Most && _queue.Reader.TryRead(out var item)) batch.Add(item);
            await SendAsync(batch);
            batch.Clear();
        }
    }

    private async Task SendAsync(List<TItem> batch)
    {
        try
        {
            await _send(batch);
        }
        catch (PostgresException) when (batch.Count > 1)
        {
            // One value that the database refuses must not fail its neighbours.
            foreach (var item in batch) await SendAsync([item]);
        }
        catch (Exception e)
        {
            foreach (var item in batch) item.TrySetException(e);
        }
    }
}

/// <summary>Lanes by key: a user's items stay in order, and no two batches wait for the same row.</summary>
public sealed class Lanes<TItem, TResult>(int count, Func<Func<List<TItem>, Task>> sender) where TItem : TaskCompletionSource<TResult>
{
    private readonly Lane<TItem, TResult>[] _lanes = [.. Enumerable.Range(0, count).Select(_ => new Lane<TItem, TResult>(sender()))];

    public Task<TResult> Add(string key, TItem item) => _lanes[(uint)key.GetHashCode() % (uint)_lanes.Length].Add(item);
}
