using System.Collections.Concurrent;

namespace OrleansUsers.Api;

/// <summary>Decides which warnings are logged, of those that anybody can cause: one a minute for each provider and reason.</summary>
internal sealed class SampledWarnings(TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Providers are those of the settings and reasons are words of ours. The bound holds also where a caller is mistaken about that.
    private const int MaxKinds = 1_000;

    private readonly ConcurrentDictionary<(string Provider, string Reason), Kind> _kinds = new();
    private readonly Kind _rest = new();

    /// <summary>Whether to log it. A caller makes the message only then.</summary>
    /// <param name="reason">One of a fixed set of words or sentences, without anything that a sender chose.</param>
    /// <param name="leftOut">How many of its kind were not logged since the last that was.</param>
    public bool ShouldTell(string provider, string reason, out long leftOut) => KindOf((provider, reason)).ShouldTell(clock, out leftOut);

    private Kind KindOf((string, string) key) =>
        _kinds.TryGetValue(key, out var kind) ? kind
        : _kinds.Count < MaxKinds ? _kinds.GetOrAdd(key, static _ => new Kind())
        : _rest;

    private sealed class Kind
    {
        private const long Never = long.MinValue;

        private long _toldAt = Never;
        private long _leftOut;

        public bool ShouldTell(TimeProvider clock, out long leftOut)
        {
            var (now, toldAt) = (clock.GetTimestamp(), Volatile.Read(ref _toldAt));
            var isDue = toldAt == Never || clock.GetElapsedTime(toldAt, now) >= Period;
            if (isDue && Interlocked.CompareExchange(ref _toldAt, now, toldAt) == toldAt)
            {
                leftOut = Interlocked.Exchange(ref _leftOut, 0);
                return true;
            }
            Interlocked.Increment(ref _leftOut);
            leftOut = 0;
            return false;
        }
    }
}
