using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrleansUsers.Api;

/// <summary>One client's stream of server-sent events: the caller's user now, and after every change.</summary>
/// <remarks>
/// A client that reads slowly holds up nothing but its own stream: the next state is looked up only when the last one is on its way, so that it is the
/// newest one, and nothing queues.
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
        // Where nothing may be new, it is what tells the client that it is connected.
        if (seen is not null)
            await WriteComment(gone);
        var commentAt = clock.GetUtcNow() + CommentEvery;
        for (var current = Task.CompletedTask; !gone.IsCancellationRequested;)
        {
            if (current.IsCompleted)
            {
                if (await Look() is not { } state || users.IsStopping)
                    yield break;

                current = state.Over;
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
            await current.WaitAsync(Earlier(commentAt, endsAt) - now, clock, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<LiveState?> Look()
    {
        try
        {
            return await following.Look();
        }
        catch (Exception)
        {
            // This stream can no longer say so; the client comes again, and then it is told 503.
            return null;
        }
    }

    private async Task WriteComment(CancellationToken gone)
    {
        await response.Body.WriteAsync(Comment, gone);
        await response.Body.FlushAsync(gone);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
