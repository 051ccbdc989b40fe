using System.Threading.RateLimiting;

namespace OrleansUsers.Api;

/// <summary>Limits how many large bodies of senders who are not verified yet are read at once.</summary>
internal sealed class LargeBodies : IDisposable
{
    /// <summary>A body with more bytes is large.</summary>
    public const int LargeBytes = 64 * 1024;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = 256 });

    /// <summary>Acquires a permit, which must be disposed of when the body is read.</summary>
    /// <exception cref="LargeBodiesException">Too many large bodies are read (503).</exception>
    public RateLimitLease Acquire()
    {
        var lease = _limiter.AttemptAcquire();
        return lease.IsAcquired
            ? lease
            : throw new LargeBodiesException();
    }

    public void Dispose() => _limiter.Dispose();
}

/// <summary>Too many large bodies are read at once (503).</summary>
internal sealed class LargeBodiesException()
    : BadHttpRequestException("Too many large bodies come in at once.", StatusCodes.Status503ServiceUnavailable);
