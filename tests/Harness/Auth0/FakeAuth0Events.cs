using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansUsers.Harness;

/// <summary>The Events API of the fake Auth0: its events, as a stream.</summary>
public sealed class FakeAuth0Events
{
    private readonly Lock _lock = new();
    private readonly List<(JsonObject? Event, DateTimeOffset At)> _events = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _first;

    internal FakeAuth0Events()
    {
    }

    /// <summary>The status of an answer instead of the stream, such as 403 without the API; null means the stream.</summary>
    public int? Refusal { get; set; }

    /// <summary>After how many messages a connection is closed; null means never.</summary>
    public int? MessagesOfConnection { get; set; }

    /// <summary>Whether a connection ends in the middle of a message and not after it.</summary>
    public bool EndsInMessage { get; set; }

    /// <summary>The code of the error that the next connections tell before they end; each is told once.</summary>
    public Queue<string> Errors { get; } = new();

    /// <summary>Adds an event that the stream tells; null adds an offset without an event.</summary>
    public void Tell(JsonObject? said)
    {
        lock (_lock)
        {
            _events.Add((said, TimeProvider.System.GetUtcNow()));
            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Makes all offsets until now expire; the events themselves are kept.</summary>
    public void ExpireOffsets()
    {
        lock (_lock)
            _first = _events.Count + 1;
    }

    internal async Task SendAsync(HttpContext context, FakeRequest request, CancellationToken stop)
    {
        var at = PlaceOf(context, request, out var status);
        request.Status = context.Response.StatusCode = Refusal ?? status;
        if (context.Response.StatusCode != 200)
            return;
        context.Response.ContentType = "text/event-stream";
        // Kestrel ends a connection whose answer is too short. A reset could overtake what was sent.
        context.Response.ContentLength = EndsInMessage ? int.MaxValue : null;
        await WriteAsync(context, ": hello\n\nretry: 3000\n\n", stop);
        if (Errors.TryDequeue(out var code))
        {
            await WriteAsync(context, $"event: error\ndata: {{\"error\":{{\"code\":\"{code}\",\"message\":\"x\"}}}}\n\n", stop);
            return;
        }
        for (var sent = 0; ; sent++)
        {
            Task more;
            JsonObject? said = null;
            bool has;
            lock (_lock)
            {
                (more, has) = (_more.Task, at < _events.Count);
                if (has)
                    said = _events[at].Event;
            }
            if (sent == MessagesOfConnection)
            {
                if (has && EndsInMessage)
                    await WriteAsync(context, Message(at + 1, said)[..^20], stop);
                return;
            }
            if (has)
                await WriteAsync(context, Message(++at, said), stop);
            else
                await more.WaitAsync(stop);
        }
    }

    private int PlaceOf(HttpContext context, FakeRequest request, out int status)
    {
        var query = QueryHelpers.ParseQuery(request.Query);
        status = context.Request.Headers.Accept == "text/event-stream" && query["event_type"].Count == 3 ? 200 : 400;
        lock (_lock)
        {
            if (query.TryGetValue("from", out var from))
            {
                if (query.ContainsKey("from_timestamp") || !int.TryParse(from.ToString().Replace("off_", "", StringComparison.Ordinal),
                        CultureInfo.InvariantCulture, out var place))
                    status = 400;
                else if (place < _first)
                    status = 410;
                else
                    return place;
                return 0;
            }
            if (!query.TryGetValue("from_timestamp", out var time))
                return _events.Count;
            var since = DateTimeOffset.Parse(time.ToString(), CultureInfo.InvariantCulture);
            return _events.TakeWhile(told => told.At < since).Count();
        }
    }

    private static string Message(int place, JsonObject? said)
    {
        var offset = string.Create(CultureInfo.InvariantCulture, $"off_{place}");
        return said is null
            ? $"event: offset-only\nid: {offset}\ndata: {{\"offset\":\"{offset}\"}}\n\n"
            : $"event: {said["type"]}\nid: {offset}\ndata: {{\"offset\":\"{offset}\",\"event\":{said.ToJsonString()}}}\n\n";
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken stop)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
        await context.Response.Body.FlushAsync(stop);
    }
}
