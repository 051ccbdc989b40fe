namespace OrleansUsers.Api;

/// <summary>
/// Aborts the connection of a client that does not read. The stream to such a client cannot end by itself: it would outlive the token and
/// delay the stop of the process.
/// </summary>
internal sealed class StreamTimeout : IAsyncDisposable
{
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stop;

    public StreamTimeout(HttpContext context, DateTimeOffset endsAt, TimeProvider clock, CancellationToken stopping)
    {
        // The token may have expired already: it is still accepted within the clock skew.
        var left = Math.Clamp((endsAt - clock.GetUtcNow()).Ticks, 0, LongestTimer.Ticks);
        _timer = clock.CreateTimer(_ => context.Abort(), state: null, TimeSpan.FromTicks(left) + GracePeriod, Timeout.InfiniteTimeSpan);
        _stop = stopping.Register(() => _timer.Change(GracePeriod, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Waits until neither callback runs, because the connection may serve other requests afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.DisposeAsync();
        await _timer.DisposeAsync();
    }
}
