using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>A live stream, and the newest event that it told.</summary>
internal sealed class WatchedStream : IAsyncDisposable
{
    private readonly LiveClient _live;

    private WatchedStream(ApiProcess process, LiveClient live) => (Process, _live) = (process, live);

    /// <summary>The process at which it was opened.</summary>
    public ApiProcess Process { get; }

    /// <summary>The answer when it is not a stream; else null.</summary>
    public Answer? Refusal => _live.Refusal;

    /// <summary>Whether the server has ended it, or is gone.</summary>
    public bool HasEnded => _live.EndedAsync().IsCompleted;

    public Seen? Newest { get; private set; }

    // By the client of the process, which reaches it in another network, too.
    public static async Task<WatchedStream> OpenAsync(ApiProcess at, string token) =>
        new(at, await LiveClient.OpenAsync(at.Client, new Uri(at.Client.BaseAddress!, "/users/current/live"), token));

    /// <summary>Waits for the first event.</summary>
    public async Task<Seen> FirstAsync()
    {
        Newest = Seen.Of(await _live.NextAsync());
        return Newest.Value;
    }

    /// <summary>Takes note of all events that have arrived.</summary>
    public Seen? Update()
    {
        while (_live.Next() is { } heard)
            Newest = Seen.Of(heard);
        return Newest;
    }

    public ValueTask DisposeAsync() => _live.DisposeAsync();
}
