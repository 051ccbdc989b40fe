using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansUsers.Api;

/// <summary>One client's stream of server-sent events: the caller's user now, and after every change.</summary>
/// <remarks>
/// A client that reads slowly holds up nothing but its own stream: the next state is looked up only when the last one is on its way, so
/// that it is the newest one, and nothing queues.
/// </remarks>
/// <param name="endsAt">When the client's token expires.</param>
internal sealed class LiveStream(
    LiveCaller following, LiveUsers users, HttpResponse response, JsonTypeInfo<User?> json, DateTimeOffset endsAt, TimeProvider clock)
{
    private const string EventType = "user";

    // A proxy closes what is silent for long, and a client takes it for dead; the contract says 15 s.
    private static readonly TimeSpan CommentEvery = TimeSpan.FromSeconds(12);
    private static readonly ReadOnlyMemory<byte> Comment = ":\n\n"u8.ToArray();

    /// <param name="seen">The <c>Last-Event-ID</c> of a client that comes back: what it has is not repeated.</param>
    public async IAsyncEnumerable<SseItem<string>> Events(string? seen, [EnumeratorCancellation] CancellationToken gone)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(gone, users.Stopping);
        // Where nothing may be new, it is what tells the client that it is connected.
        if (seen is not null)
            await WriteComment(gone);
        var commentAt = clock.GetUtcNow() + CommentEvery;
        var look = Task.FromResult(following.Seen);
        for (Task next = look; !over.IsCancellationRequested;)
        {
            if (next.IsCompleted && next != look)
                next = look = following.LookAgain();
            // A look takes its time while the cluster is in trouble; comments go on.
            if (next.IsCompleted)
            {
                // A banned user sees nothing more, and is refused when it comes back.
                if (await look is not { } state || state.User is { Banned: true })
                    yield break;

                next = state.Over;
                var id = state.Id.ToString(CultureInfo.InvariantCulture);
                if (id != seen)
                    yield return new SseItem<string>(JsonSerializer.Serialize(state.User, json), EventType) { EventId = id };
                seen = id;
            }

            var now = clock.GetUtcNow();
            if (now >= endsAt)
                yield break;
            if (now >= commentAt)
            {
                await WriteComment(gone);
                commentAt = now + CommentEvery;
            }
            await next.WaitAsync(Earlier(commentAt, endsAt) - now, clock, over.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteComment(CancellationToken gone)
    {
        await response.Body.WriteAsync(Comment, gone);
        await response.Body.FlushAsync(gone);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
