using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>A request's share of what the process does at once.</summary>
internal sealed class RequestPermit(RateLimitLease lease)
{
    /// <summary>Ends the share before the request ends: what is held open on purpose has bounds of its own.</summary>
    public static void Release(HttpContext context) => context.Features.Get<RequestPermit>()?.Release();

    // The lease is disposed of once more at the end of the request, which does nothing then.
    private void Release() => lease.Dispose();
}

/// <summary>Lets so many requests in at once. Nobody queues: who is told to come again at once can go elsewhere.</summary>
internal sealed class ConcurrentRequests(LimitSettings settings) : PartitionedRateLimiter<HttpContext>
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = settings.ConcurrentRequests });

    /// <summary>A permit, if there is one left, to be disposed of at the end of the request.</summary>
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
