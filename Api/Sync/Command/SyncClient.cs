using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Calls <c>/admin/sync</c> of a running API.</summary>
internal sealed class SyncClient : IDisposable
{
    private readonly SyncAddress _address;
    private readonly HttpClient _http;

    public SyncClient(SyncAddress address, string key)
    {
        _address = address;
        var handler = new SocketsHttpHandler
        {
            // The key goes nowhere else.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !new Uri(address.Url).IsLoopback,
            // The web server reads it like this.
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        };
        if (address.SocketFile is { } file)
            handler.ConnectCallback = (_, cancelled) => Connect(file, cancelled);
        // Longer than the API's own deadline.
        _http = new HttpClient(handler) { Timeout = UsersApi.RequestTimeout * 2 };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
    }

    /// <summary>Asks for a run. The state of the reply is that of the run that has begun.</summary>
    public async Task<SyncReply> Start(SyncArguments arguments, CancellationToken cancelled)
    {
        var order = new SyncOrder(arguments.Provider, arguments.DryRun, arguments.DeleteMissing, arguments.Force);
        var body = JsonContent.Create(order, SyncCommandJson.Default.SyncOrder);
        var reply = await Call(HttpMethod.Post, UrlOf(null), body, cancelled);
        return reply.MayHaveOtherAddress ? reply with { Refusal = reply.Refusal + " Give its address as --api <url>." } : reply;
    }

    /// <summary>Asks how far the run is.</summary>
    public Task<SyncReply> Look(string? provider, CancellationToken cancelled) =>
        Call(HttpMethod.Get, UrlOf(provider), null, cancelled);

    /// <summary>The route of the provider's runs.</summary>
    public string UrlOf(string? provider) =>
        $"{_address.Url}/admin/sync{(provider is null ? "" : $"?provider={Uri.EscapeDataString(provider)}")}";

    public void Dispose() => _http.Dispose();

    private async Task<SyncReply> Call(HttpMethod method, string url, HttpContent? body, CancellationToken cancelled)
    {
        try
        {
            using var request = new HttpRequestMessage(method, url) { Content = body };
            using var response = await _http.SendAsync(request, cancelled);
            if (!response.IsSuccessStatusCode)
                return Refused(response.StatusCode, await TitleOf(response, cancelled));
            return await response.Content.ReadFromJsonAsync(SyncCommandJson.Default.SyncAnswer, cancelled) is { } state
                ? new SyncReply(state)
                : Unreadable();
        }
        catch (JsonException)
        {
            return Unreadable();
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            cancelled.ThrowIfCancellationRequested();
            var reply = SyncReply.Temporary($"The API cannot be reached at {_address.Text} ({Reason(fault)}).");
            return reply with { MayHaveOtherAddress = true };
        }
    }

    private SyncReply Refused(HttpStatusCode status, string? title) => status switch
    {
        HttpStatusCode.Unauthorized => SyncReply.Final(
            $"The API at {_address.Text} refused the key. ADMIN_API_KEY or Admin__Keys__<name> must be one that the API has."),
        HttpStatusCode.NotFound => NoSync(),
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout =>
            SyncReply.Temporary(Described(status, title)),
        _ => SyncReply.Final(Described(status, title)),
    };

    private string Described(HttpStatusCode status, string? title) =>
        title ?? $"The API at {_address.Text} answered {(int)status}.";

    private SyncReply NoSync()
    {
        var reply = SyncReply.Final($"The API at {_address.Text} has no /admin/sync. It has one where ADMIN_API_KEY is set.");
        return reply with { MayHaveOtherAddress = true };
    }

    private SyncReply Unreadable() =>
        SyncReply.Temporary($"What {_address.Text} answered is not from the API.") with { MayHaveOtherAddress = true };

    private static async Task<string?> TitleOf(HttpResponseMessage response, CancellationToken cancelled)
    {
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        var problem = await response.Content.ReadFromJsonAsync(SyncCommandJson.Default.SyncProblem, cancelled);
        return string.IsNullOrWhiteSpace(problem?.Title) ? null : problem.Title.ReplaceLineEndings(" ");
    }

    private static string Reason(Exception fault) => fault switch
    {
        HttpRequestException { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        TaskCanceledException => "no answer in time",
        _ => "no answer",
    };

    private static async ValueTask<Stream> Connect(string file, CancellationToken cancelled)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(file), cancelled);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
