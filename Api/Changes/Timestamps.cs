namespace OrleansUsers.Api;

/// <summary>Points in time on the clock that never jumps.</summary>
internal static class Timestamps
{
    /// <summary>The timestamp that the clock has after the time.</summary>
    public static long TimestampAfter(this TimeProvider clock, TimeSpan time) =>
        clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency);

    /// <summary>How long until the clock has the timestamp; negative when it was earlier.</summary>
    public static TimeSpan Until(this TimeProvider clock, long timestamp) => clock.GetElapsedTime(clock.GetTimestamp(), timestamp);
}
