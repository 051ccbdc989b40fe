namespace OrleansUsers.Api;

/// <summary>
/// Bounds how many requests a provider gets in any 10 seconds. It sends fewer after a refusal with 429, and slowly more again.
/// </summary>
internal sealed class RequestBudget
{
    // The provider counts requests when they arrive, and some take longer than others.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10.25);

    private static readonly TimeSpan RaiseAfter = TimeSpan.FromSeconds(30);

    // Task.Delay leaves out what is less than a millisecond: it would end too early, and the last part would be waited for in a loop.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    private readonly int _limit;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Queue<(long At, bool IsOwn)> _sent = new();
    private int _current;
    private long _changedAt;
    private long _blockedUntil = long.MinValue;

    /// <param name="limit">How many requests may arrive at the provider in 10 seconds.</param>
    public RequestBudget(int limit, TimeProvider clock) =>
        (_limit, _clock, _current, _changedAt) = (limit, clock, limit, clock.GetTimestamp());

    /// <summary>Waits until one more request may be sent. The caller has to send it at once.</summary>
    public async Task Acquire(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
                wait = TryAcquireLocked();
            if (wait <= TimeSpan.Zero)
                return;
            await Task.Delay(wait, _clock, cancellationToken);
        }
    }

    /// <summary>Counts as if another process had sent all requests of the last 10 seconds, beside those of this process.</summary>
    public void AssumeUsed()
    {
        lock (_lock)
        {
            var start = _clock.TimestampAfter(-Window);
            var step = (_clock.GetTimestamp() - start) / (double)_current;
            var others = Enumerable.Range(1, _current).Select(i => (At: start + (long)(i * step), IsOwn: false));
            var all = _sent.Where(sent => sent.IsOwn).Concat(others).OrderBy(sent => sent.At).ToArray();
            _sent.Clear();
            Array.ForEach(all, _sent.Enqueue);
        }
    }

    /// <summary>The provider refused a request because it had too many.</summary>
    /// <param name="retryAfter">How long it refuses all; null when it did not say so.</param>
    public void Refused(TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            // Requests that were under way together are refused together. They are one refusal.
            if (_clock.GetTimestamp() >= _blockedUntil)
            {
                _current = Math.Max(1, Math.Min(_current, _sent.Count) * 3 / 4);
                _changedAt = _clock.GetTimestamp();
            }
            var end = _clock.TimestampAfter(retryAfter > TimeSpan.FromSeconds(1) ? retryAfter.Value : TimeSpan.FromSeconds(1));
            _blockedUntil = Math.Max(_blockedUntil, end);
        }
    }

    /// <summary>Zero when a request may be sent; else how long to wait.</summary>
    private TimeSpan TryAcquireLocked()
    {
        var now = _clock.GetTimestamp();
        if (now < _blockedUntil)
            return _clock.Until(_blockedUntil) + Rounding;
        while (_sent.TryPeek(out var oldest) && _clock.GetElapsedTime(oldest.At, now) >= Window)
            _sent.Dequeue();
        if (_current < _limit && _clock.GetElapsedTime(_changedAt, now) >= RaiseAfter)
        {
            _current = Math.Min(_limit, _current + Math.Max(1, _limit / 10));
            _changedAt = now;
        }
        if (_sent.Count < _current)
        {
            _sent.Enqueue((now, IsOwn: true));
            return TimeSpan.Zero;
        }
        return Window - _clock.GetElapsedTime(_sent.ElementAt(_sent.Count - _current).At, now) + Rounding;
    }
}
