namespace OrleansUsers.Api;

/// <summary>When this process last received a webhook that is verified and is an event.</summary>
internal sealed class LastWebhook(TimeProvider clock)
{
    private long _ticks;

    /// <summary>The time, in UTC; null while there was none.</summary>
    public DateTimeOffset? At => Volatile.Read(ref _ticks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void IsNow() => Volatile.Write(ref _ticks, clock.GetUtcNow().UtcTicks);
}
