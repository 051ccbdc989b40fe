using System.Collections.Concurrent;

namespace OrleansUsers.Api;

/// <summary>Limits warnings that any sender can cause: one a minute is logged for each provider and reason.</summary>
internal sealed class SampledWarnings(TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Providers come from the settings and reasons from the code, so there are few. This bound holds also if a caller breaks that rule.
    private const int MaxKinds = 1_000;

    private readonly ConcurrentDictionary<(string Provider, string Reason), Kind> _kinds = new();
    private readonly Kind _rest = new();

    /// <summary>Whether to log this warning. The caller formats the message only if so.</summary>
    /// <param name="reason">One of a fixed set of texts. It must contain nothing that a sender chose.</param>
    /// <param name="suppressed">How many warnings of this kind were not logged since the last one that was.</param>
    public bool ShouldLog(string provider, string reason, out long suppressed) =>
        KindOf((provider, reason)).ShouldLog(clock, out suppressed);

    private Kind KindOf((string, string) key) =>
        _kinds.TryGetValue(key, out var kind) ? kind
        : _kinds.Count < MaxKinds ? _kinds.GetOrAdd(key, static _ => new Kind())
        : _rest;

    private sealed class Kind
    {
        private const long Never = long.MinValue;

        private long _loggedAt = Never;
        private long _suppressed;

        public bool ShouldLog(TimeProvider clock, out long suppressed)
        {
            var (now, loggedAt) = (clock.GetTimestamp(), Volatile.Read(ref _loggedAt));
            var isDue = loggedAt == Never || clock.GetElapsedTime(loggedAt, now) >= Period;
            if (isDue && Interlocked.CompareExchange(ref _loggedAt, now, loggedAt) == loggedAt)
            {
                suppressed = Interlocked.Exchange(ref _suppressed, 0);
                return true;
            }
            Interlocked.Increment(ref _suppressed);
            suppressed = 0;
            return false;
        }
    }
}
