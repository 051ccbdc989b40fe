using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;

namespace OrleansUsers.Harness;

/// <summary>A client that reads <c>GET /users/current/live</c> as it comes, until it is disposed of: then it is gone.</summary>
public sealed class LiveClient : IAsyncDisposable
{
    /// <summary>How long the next thing may take that a test waits for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Without drain: whoever goes away is gone at once. The encoding lets a test send an id that is no ASCII.
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

    /// <summary>How it was answered.</summary>
    public HttpStatusCode Status => _response.StatusCode;

    /// <summary>What it was answered with.</summary>
    public HttpResponseHeaders Headers => _response.Headers;

    /// <summary>What the answer says of its content.</summary>
    public HttpContentHeaders ContentHeaders => _response.Content.Headers;

    /// <summary>The whole answer when it is no stream.</summary>
    public Answer? Refusal { get; private init; }

    /// <summary>The id of the newest event that was taken by <see cref="NextAsync"/>; null before the first.</summary>
    public string? LastId { get; private set; }

    /// <summary>Asks for the stream, and reads it from now on.</summary>
    public static async Task<LiveClient> OpenAsync(ApiProcess api, string? token, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.Client.BaseAddress!, "/users/current/live"));
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var body = await response.Content.ReadAsStringAsync();
            var mediaType = response.Content.Headers.ContentType?.MediaType;
            return new LiveClient(response) { Refusal = new(response.StatusCode, body, mediaType, response.Headers) };
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

    /// <summary>The next event if it is here already.</summary>
    public LiveEvent? Next()
    {
        if (!_events.Reader.TryRead(out var next))
            return null;
        LastId = next.Id;
        return next;
    }

    /// <summary>When the next comment came.</summary>
    public Task<DateTimeOffset> CommentAsync() => _comments.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Completes when the server has ended the stream, after a whole event and with all that HTTP demands.</summary>
    public Task EndedAsync() => _reading.WaitAsync(Patience);

    /// <summary>Leaves everything that comes from now on where it is: the buffers between the two fill.</summary>
    public void StopReading() => _mayRead = NewSignal();

    /// <summary>Reads on.</summary>
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
            var body = await _response.Content.ReadAsStreamAsync(_gone.Token);
            using var reader = new StreamReader(body, strict, detectEncodingFromByteOrderMarks: false);
            var parser = new LiveParser();
            while (await reader.ReadLineAsync(_gone.Token) is { } line)
            {
                if (parser.Read(line, out var heard))
                    _comments.Writer.TryWrite(TimeProvider.System.GetUtcNow());
                if (heard is not null)
                    _events.Writer.TryWrite(heard);
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
