using System.Net;

namespace OrleansUsers.Api;

/// <summary>Remembers the last answer of a server, and what the answers say of its clock.</summary>
internal sealed class ObservedAnswers(TimeProvider clock) : DelegatingHandler(new HttpClientHandler())
{
    // The time in the header has whole seconds, and so has the age that a cache adds.
    private static readonly TimeSpan HalfSecond = TimeSpan.FromSeconds(0.5);

    /// <summary>The address of the last request; null before the first.</summary>
    public Uri? Address { get; private set; }

    /// <summary>The status of the last answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; private set; }

    /// <summary>Whether the last answer was an HTML page.</summary>
    public bool IsHtml { get; private set; }

    /// <summary>Why the last request had no answer.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>How far the server's clock is ahead of this machine's, and how much that may be wrong; null when unknown.</summary>
    public (TimeSpan Ahead, TimeSpan Uncertainty)? Clock { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (Address, Status, IsHtml, Fault) = (request.RequestUri, null, false, null);
        // A cache on the way would answer with an old time.
        request.Headers.CacheControl = new() { NoCache = true };
        var start = clock.GetTimestamp();
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            Status = answer.StatusCode;
            IsHtml = answer.Content.Headers.ContentType?.MediaType is "text/html";
            Compare(answer, clock.GetElapsedTime(start) / 2);
            return answer;
        }
        catch (HttpRequestException fault)
        {
            Fault = fault;
            throw;
        }
    }

    private void Compare(HttpResponseMessage answer, TimeSpan halfWay)
    {
        if (answer.Headers.Date is not { } date)
            return;
        var age = answer.Headers.Age;
        var uncertainty = halfWay + HalfSecond + (age is null ? TimeSpan.Zero : HalfSecond);
        if (Clock is null || uncertainty < Clock.Value.Uncertainty)
            Clock = (date + HalfSecond + (age ?? TimeSpan.Zero) - (clock.GetUtcNow() - halfWay), uncertainty);
    }
}
