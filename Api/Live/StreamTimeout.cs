namespace OrleansUsers.Api;

/// <summary>
/// Cuts a client off that does not read: its stream cannot say that it is over, and would outlive its token and hold up a process that
/// stops.
/// </summary>
internal sealed class StreamTimeout : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _stop;

    public StreamTimeout(HttpContext context, DateTimeOffset endsAt, TimeProvider clock, CancellationToken stopping)
    {
        // A token is still taken for moments after its end.
        var left = Math.Clamp((endsAt - clock.GetUtcNow()).Ticks, 0, LongestTimer.Ticks);
        _timer = clock.CreateTimer(_ => context.Abort(), state: null, TimeSpan.FromTicks(left) + Patience, Timeout.InfiniteTimeSpan);
        _stop = stopping.Register(() => _timer.Change(Patience, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Waits until neither is running: a connection serves other requests after this one.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.DisposeAsync();
        await _timer.DisposeAsync();
    }
}
