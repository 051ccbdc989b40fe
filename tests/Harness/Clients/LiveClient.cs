using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;

namespace OrleansUsers.Harness;

/// <summary>A client that reads <c>GET /users/current/live</c>. Disposing of it closes its connection.</summary>
public sealed class LiveClient : IAsyncDisposable
{
    /// <summary>How long a test waits for the next event.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Without draining, a client that is disposed of closes its connection at once. The encoding lets a test send an id that is not ASCII.
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    });

    private readonly CancellationTokenSource _gone = new();
    private readonly Channel<LiveEvent> _events = Channel.CreateUnbounded<LiveEvent>();
    private readonly Channel<DateTimeOffset> _comments = Channel.CreateUnbounded<DateTimeOffset>();
    private readonly HttpResponseMessage _response;
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource _mayRead = NewSignal();
    private int _isDisposed;

    private LiveClient(HttpResponseMessage response)
    {
        _response = response;
        _mayRead.SetResult();
    }

    /// <summary>The status of the response.</summary>
    public HttpStatusCode Status => _response.StatusCode;

    /// <summary>The headers of the response.</summary>
    public HttpResponseHeaders Headers => _response.Headers;

    /// <summary>The content headers of the response.</summary>
    public HttpContentHeaders ContentHeaders => _response.Content.Headers;

    /// <summary>The whole response when it is not a stream; else null.</summary>
    public Answer? Refusal { get; private init; }

    /// <summary>The id of the event that <see cref="NextAsync"/> returned last; null before the first.</summary>
    public string? LastId { get; private set; }

    /// <summary>Requests the stream and starts to read it.</summary>
    public static Task<LiveClient> OpenAsync(ApiProcess api, string? token, string? lastEventId = null) =>
        OpenAsync(Client, new Uri(api.Client.BaseAddress!, "/users/current/live"), token, lastEventId);

    /// <summary>Requests the stream by this HTTP client, in the version that is its default, and starts to read it.</summary>
    public static async Task<LiveClient> OpenAsync(HttpClient client, Uri address, string? token, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var body = await response.Content.ReadAsStringAsync();
            var type = response.Content.Headers.ContentType?.MediaType;
            return new LiveClient(response) { Refusal = new(response.StatusCode, body, type, response.Headers) };
        }
        var stream = new LiveClient(response);
        stream._reading = Task.Run(stream.ReadAsync);
        return stream;
    }

    /// <summary>The next event.</summary>
    public async Task<LiveEvent> NextAsync()
    {
        var next = await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        LastId = next.Id;
        return next;
    }

    /// <summary>The next event if it has arrived; else null.</summary>
    public LiveEvent? Next()
    {
        if (!_events.Reader.TryRead(out var next))
            return null;
        LastId = next.Id;
        return next;
    }

    /// <summary>The time at which the next comment arrived.</summary>
    public Task<DateTimeOffset> CommentAsync() => _comments.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Completes when the server has ended the stream: after a whole event, and with a complete HTTP response.</summary>
    public Task EndedAsync() => _reading.WaitAsync(Patience);

    /// <summary>Reads nothing more from the connection, so that the buffers between server and client fill.</summary>
    public void StopReading() => _mayRead = NewSignal();

    /// <summary>Continues to read.</summary>
    public void ReadOn() => _mayRead.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _gone.CancelAsync();
        ReadOn();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _response.Dispose();
        _gone.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            var content = await _response.Content.ReadAsStreamAsync(_gone.Token);
            using var reader = new StreamReader(content, strict, detectEncodingFromByteOrderMarks: false);
            var parser = new LiveParser();
            while (await reader.ReadLineAsync(_gone.Token) is { } line)
            {
                if (parser.Read(line, out var completed))
                    _comments.Writer.TryWrite(TimeProvider.System.GetUtcNow());
                if (completed is not null)
                    _events.Writer.TryWrite(completed);
                await _mayRead.Task;
            }
            parser.End();
            _events.Writer.Complete();
            _comments.Writer.Complete();
        }
        catch (Exception reason)
        {
            _events.Writer.TryComplete(reason);
            _comments.Writer.TryComplete(reason);
            throw;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
