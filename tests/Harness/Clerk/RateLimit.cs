namespace OrleansUsers.Harness;

/// <summary>Clerk's limit of requests in any ten seconds; over it, all is refused until <c>Retry-After</c> has passed.</summary>
internal sealed class RateLimit
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<long> _admitted = new();
    private long _refusedAt;
    private TimeSpan _refusal = TimeSpan.Zero;

    /// <summary>The seconds to wait, or null if the request that arrived at this timestamp is admitted.</summary>
    public int? SecondsToWait(int most, long arrivedAt)
    {
        lock (_lock)
        {
            while (_admitted.TryPeek(out var oldest) && Elapsed(oldest, arrivedAt) >= Window)
                _admitted.Dequeue();
            var refused = _refusal - Elapsed(_refusedAt, arrivedAt);
            if (refused > TimeSpan.Zero)
                return Seconds(refused);
            if (_admitted.Count < most)
            {
                _admitted.Enqueue(arrivedAt);
                return null;
            }
            var free = _admitted.TryPeek(out var first) ? Window - Elapsed(first, arrivedAt) : Window;
            _refusedAt = arrivedAt;
            _refusal = TimeSpan.FromSeconds(Seconds(free));
            return Seconds(free);
        }
    }

    private static TimeSpan Elapsed(long from, long to) => TimeProvider.System.GetElapsedTime(from, to);

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
