using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansUsers.Harness;

/// <summary>The requests that have arrived at the fake Clerk, in the order in which they did.</summary>
internal sealed class RequestLog
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private List<FakeRequest> _requests = [];

    public FakeRequest[] All()
    {
        lock (_lock)
            return [.. _requests];
    }

    public FakeRequest Add(HttpContext context)
    {
        lock (_lock)
        {
            var request = new FakeRequest
            {
                Number = _requests.Count + 1,
                Method = context.Request.Method,
                Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                ArrivedAt = TimeProvider.System.GetTimestamp(),
                Authorization = context.Request.Headers.Authorization.ToString(),
                ApiVersion = context.Request.Headers["Clerk-API-Version"].ToString(),
            };
            _requests.Add(request);
            return request;
        }
    }

    public void Reset()
    {
        lock (_lock)
            _requests = [];
    }

    /// <summary>The largest number of requests in any ten seconds.</summary>
    public int MaxIn10Seconds()
    {
        var requests = All();
        var (most, first) = (0, 0);
        for (var last = 0; last < requests.Length; last++)
        {
            while (TimeProvider.System.GetElapsedTime(requests[first].ArrivedAt, requests[last].ArrivedAt) >= Window)
                first++;
            most = Math.Max(most, last - first + 1);
        }
        return most;
    }
}
