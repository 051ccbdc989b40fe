using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>A request's permit of the concurrent requests.</summary>
internal sealed class RequestPermit(RateLimitLease lease)
{
    /// <summary>Releases the permit before the request ends. Held requests have limits of their own.</summary>
    public static void Release(HttpContext context) => context.Features.Get<RequestPermit>()?.Release();

    // The lease is disposed of again at the end of the request, which then does nothing.
    private void Release() => lease.Dispose();
}

/// <summary>Limits the concurrent requests. Requests do not queue: a client that is refused at once can try another process.</summary>
internal sealed class ConcurrentRequests(LimitSettings settings) : PartitionedRateLimiter<HttpContext>
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = settings.ConcurrentRequests });

    /// <summary>Acquires a permit if there is one left. It must be disposed of at the end of the request.</summary>
    public RateLimitLease Acquire() => _limiter.AttemptAcquire();

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => _limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        var lease = Acquire();
        resource.Features.Set(new RequestPermit(lease));
        return lease;
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(resource, permitCount));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _limiter.Dispose();
        base.Dispose(disposing);
    }
}
