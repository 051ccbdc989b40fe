using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace OrleansUsers.Api;

/// <summary>Posts messages to the receiver. Of an answer only the status counts; its body is not read.</summary>
internal sealed class ReceiverClient(ChangeReceiver receiver, TimeProvider clock) : IDisposable
{
    /// <summary>How long the receiver may take for a whole answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectTimeout = Timeout,
        // A name may lead to another address later.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // A longer rest of an answer costs its connection, and nothing else.
        MaxResponseDrainSize = 64 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        MaxResponseHeadersLength = 32,
    })
    {
        // Each post has a deadline of its own.
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    /// <param name="Status">The status of the answer; 0 when there is none.</param>
    public readonly record struct Answer(DeliveryOutcome Outcome, int Status = 0);

    public async Task<Answer> Post(string id, ReadOnlyMemory<byte> body, CancellationToken cancelled)
    {
        using var deadline = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancelled);
        try
        {
            using var request = Request(id, body);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new Answer(OutcomeOf(response.StatusCode), (int)response.StatusCode);
        }
        catch (OperationCanceledException)
        {
            return new Answer(cancelled.IsCancellationRequested ? DeliveryOutcome.Cancelled : DeliveryOutcome.Timeout);
        }
        catch (Exception fault)
        {
            return new Answer(IsUnreachable(fault) ? DeliveryOutcome.Unreachable : DeliveryOutcome.NoAnswer);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(string id, ReadOnlyMemory<byte> body)
    {
        var now = clock.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, receiver.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        OwnUserAgent.AddTo(request);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", receiver.Secrets.Sign(id, now, body.Span));
        return request;
    }

    private static DeliveryOutcome OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => DeliveryOutcome.Accepted,
        >= 300 and < 400 => DeliveryOutcome.Redirect,
        _ => DeliveryOutcome.Refused,
    };

    private static bool IsUnreachable(Exception fault) => fault is SocketException or HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };
}
