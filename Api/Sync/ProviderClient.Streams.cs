using System.Globalization;
using System.Net.Http.Headers;

namespace OrleansUsers.Api;

/// <content>Answers that are read as they arrive.</content>
internal sealed partial class ProviderClient
{
    /// <summary>As <see cref="Send"/>, and returns the answer before its body is read. The caller disposes of it.</summary>
    public Task<HttpResponseMessage> Open(Func<HttpRequestMessage> make, IRequestOwner owner, CancellationToken cancellationToken) =>
        Repeat(make, (response, _) => Task.FromResult(response), owner, cancellationToken);

    /// <summary>
    /// Opens a file at an address that an answer has named. It is no request to the API, so no budget counts it, and it carries no key.
    /// The caller disposes of the answer, whatever its status is.
    /// </summary>
    public async Task<HttpResponseMessage> OpenFile(Uri address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        OwnUserAgent.AddTo(request);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    /// <summary>How long a provider refuses all requests; null when it does not say so.</summary>
    private TimeSpan? WaitOf(HttpResponseHeaders headers)
    {
        var now = headers.Date ?? clock.GetUtcNow();
        if (headers.RetryAfter is { } after)
            return after.Delta ?? (after.Date - now);
        // Auth0 says when its limit begins anew, in Unix time.
        return headers.TryGetValues("X-RateLimit-Reset", out var reset)
            && long.TryParse(reset.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds - now.ToUnixTimeSeconds() is > 0 and < 3600 and var wait
                ? TimeSpan.FromSeconds(wait)
                : null;
    }
}
