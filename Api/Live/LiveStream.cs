using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansUsers.Api;

/// <summary>One client's stream of server-sent events: the caller's user now, and after every change.</summary>
/// <remarks>
/// A client that reads slowly delays only its own stream. The next state is read only after the last one was sent, so it is the newest one
/// and nothing queues.
/// </remarks>
/// <param name="endsAt">When the client's token expires.</param>
internal sealed class LiveStream(
    LiveCaller following, LiveUsers users, HttpResponse response, JsonTypeInfo<User?> json, DateTimeOffset endsAt, TimeProvider clock)
{
    private const string EventType = "user";

    // A proxy closes a connection without traffic, and a client assumes that it is broken. The documented interval is 15 s.
    private static readonly TimeSpan CommentEvery = TimeSpan.FromSeconds(12);
    private static readonly ReadOnlyMemory<byte> Comment = ":\n\n"u8.ToArray();

    /// <param name="lastEventId">The <c>Last-Event-ID</c> of a client that reconnects: the event with this id is not sent again.</param>
    public async IAsyncEnumerable<SseItem<string>> Events(string? lastEventId, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, users.Stopping);
        // There may be no new event to send. The comment tells the client that it is connected.
        if (lastEventId is not null)
            await WriteComment(aborted);
        var commentAt = clock.GetUtcNow() + CommentEvery;
        var read = Task.FromResult(following.State);
        for (Task next = read; !ended.IsCancellationRequested;)
        {
            if (next.IsCompleted && next != read)
                next = read = following.ReadAgain();
            // A read can take long while the cluster has faults. Comments are sent meanwhile.
            if (next.IsCompleted)
            {
                // The stream of a banned user ends, and the client is refused when it reconnects.
                if (await read is not { } state || state.User is { Banned: true })
                    yield break;

                next = state.Stale;
                var id = state.Id.ToString(CultureInfo.InvariantCulture);
                if (id != lastEventId)
                    yield return new SseItem<string>(JsonSerializer.Serialize(state.User, json), EventType) { EventId = id };
                lastEventId = id;
            }

            var now = clock.GetUtcNow();
            if (now >= endsAt)
                yield break;
            if (now >= commentAt)
            {
                await WriteComment(aborted);
                commentAt = now + CommentEvery;
            }
            await next.WaitAsync(Earlier(commentAt, endsAt) - now, clock, ended.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteComment(CancellationToken aborted)
    {
        await response.Body.WriteAsync(Comment, aborted);
        await response.Body.FlushAsync(aborted);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
