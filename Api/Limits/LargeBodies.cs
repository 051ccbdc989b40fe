using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>Limits how many bodies are read at once that are large and of a sender who is not verified yet.</summary>
internal sealed class LargeBodies : IDisposable
{
    /// <summary>A body with more bytes is large.</summary>
    public const int LargeBytes = 64 * 1024;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = 256 });

    /// <summary>A permit, to be disposed of once the body is read.</summary>
    /// <exception cref="BadHttpRequestException">Too many are read (503).</exception>
    public RateLimitLease Acquire()
    {
        var lease = _limiter.AttemptAcquire();
        return lease.IsAcquired
            ? lease
            : throw new BadHttpRequestException("Too many large bodies come in at once.", StatusCodes.Status503ServiceUnavailable);
    }

    public void Dispose() => _limiter.Dispose();
}
