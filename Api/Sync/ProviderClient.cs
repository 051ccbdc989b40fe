using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>An answer of a provider's API.</summary>
/// <param name="At">When it was made: its <c>Date</c> header (RFC 9110, section 6.6.1), else by this machine's clock.</param>
internal readonly record struct ProviderAnswer(byte[] Body, DateTimeOffset At);

/// <summary>
/// Sends requests to a provider's API within its budget. A request that fails for a reason that may pass is repeated: no connection, no
/// answer in time, 429, 5xx, a page of a proxy, an answer that is cut off.
/// </summary>
internal sealed partial class ProviderClient(RequestBudget budget, TimeProvider clock) : IDisposable
{
    private const int MaxParallel = 32;

    // The specification of Clerk's API asks generated clients for these times.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // A request that waits for a connection would arrive later than the budget counts it.
    private readonly SemaphoreSlim _parallel = new(MaxParallel);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // A name may lead to another address later.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    private long _answeredAt = clock.GetTimestamp();

    public RequestBudget Budget => budget;

    /// <summary>Sends a request and reads the answer.</summary>
    /// <param name="make">Makes the request, anew for each try.</param>
    /// <param name="read">Reads the answer. A <see cref="JsonException"/> makes the request be repeated.</param>
    /// <exception cref="ProviderException">It was refused, or the owner's patience has ended.</exception>
    public Task<T> Send<T>(
        Func<HttpRequestMessage> make, Func<ProviderAnswer, T> read, IRequestOwner owner, CancellationToken cancellationToken)
    {
        return Repeat(make, ReadAnswer, owner, cancellationToken);

        async Task<T> ReadAnswer(HttpResponseMessage response, CancellationToken end)
        {
            using (response)
            {
                var body = await response.Content.ReadAsByteArrayAsync(end);
                return read(new ProviderAnswer(body, response.Headers.Date ?? clock.GetUtcNow()));
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _parallel.Dispose();
    }

    /// <param name="take">Takes the answer over, and disposes of it.</param>
    private async Task<T> Repeat<T>(
        Func<HttpRequestMessage> make,
        Func<HttpResponseMessage, CancellationToken, Task<T>> take,
        IRequestOwner owner,
        CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        var start = clock.GetTimestamp();
        while (true)
        {
            string trouble;
            try
            {
                var result = await TrySend(make, take, owner, cancellationToken);
                Volatile.Write(ref _answeredAt, clock.GetTimestamp());
                owner.Answered();
                return result;
            }
            catch (Exception fault) when (TroubleOf(fault, cancellationToken) is { } passing)
            {
                trouble = passing;
            }
            // As long as other requests are answered, the provider is there.
            var lastAt = Math.Max(start, Volatile.Read(ref _answeredAt));
            if (clock.GetElapsedTime(lastAt) >= owner.Patience)
                throw new ProviderUnavailableException(trouble);
            owner.Failed(trouble);
            await Task.Delay(pause * (0.8 + (0.4 * Random.Shared.NextDouble())), clock, cancellationToken);
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        }
    }

    private async Task<T> TrySend<T>(
        Func<HttpRequestMessage> make,
        Func<HttpResponseMessage, CancellationToken, Task<T>> take,
        IRequestOwner owner,
        CancellationToken cancellationToken)
    {
        await _parallel.WaitAsync(cancellationToken);
        try
        {
            await budget.Acquire(cancellationToken);
            await owner.BeforeRequest(cancellationToken);
            using var deadline = new CancellationTokenSource(Timeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            using var request = make();
            OwnUserAgent.AddTo(request);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            try
            {
                Check(response, $"{request.Method} {request.RequestUri!.AbsolutePath}");
                return await take(response, either.Token);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        finally
        {
            _parallel.Release();
        }
    }

    private void Check(HttpResponseMessage response, string request)
    {
        var status = (int)response.StatusCode;
        if (status == StatusCodes.Status429TooManyRequests)
        {
            budget.Refused(WaitOf(response.Headers));
            throw new PassingTrouble("The provider answered 429: it had too many requests.");
        }
        if (status is >= 500 or StatusCodes.Status408RequestTimeout or (>= 300 and < 400))
            throw new PassingTrouble($"The provider answered {status.ToString(CultureInfo.InvariantCulture)} to {request}.");
        // A page of a proxy says nothing about users, whatever its status is.
        if (response.Content.Headers.ContentType?.MediaType is "text/html")
            throw new PassingTrouble($"The provider answered {request} with an HTML page. Is the address of its API right?");
        if (status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            throw new KeyRefusedException(status);
        if (status >= 400)
            throw new RequestRefusedException(status, request, response.Headers.Date ?? clock.GetUtcNow());
    }

    /// <summary>What to tell of a fault that may pass; null for any other.</summary>
    private static string? TroubleOf(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        PassingTrouble trouble => trouble.Message,
        OperationCanceledException when !cancellationToken.IsCancellationRequested =>
            $"The provider did not answer within {Timeout.TotalSeconds} s.",
        JsonException => "The provider's answer is not the JSON that was expected, or it is cut off.",
        HttpRequestException or IOException => $"The provider cannot be reached: {fault.Message.Split('\n')[0].Trim()}",
        _ => null,
    };

    private sealed class PassingTrouble(string message) : Exception(message);
}
