namespace OrleansUsers.Grains.Tests;

/// <summary>A cluster whose clock a test can set ahead or back.</summary>
public sealed class SyncCluster : UsersCluster
{
    private readonly ShiftedClock _clock;

    public SyncCluster()
        : this(new ShiftedClock())
    {
    }

    private SyncCluster(ShiftedClock clock)
        : base(silos: 1, clock) => _clock = clock;

    /// <summary>The time of day.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Makes all of this time pass at once, for clocks and not for timers.</summary>
    public void Advance(TimeSpan time) => _clock.Advance(time);

    /// <summary>Sets the time of day back. What measures elapsed time does not notice it.</summary>
    public void SetBack(TimeSpan time) => _clock.SetBack(time);

    private sealed class ShiftedClock : TimeProvider
    {
        private long _elapsed;
        private long _ofDay;

        public void Advance(TimeSpan time)
        {
            Interlocked.Add(ref _elapsed, time.Ticks);
            Interlocked.Add(ref _ofDay, time.Ticks);
        }

        public void SetBack(TimeSpan time) => Interlocked.Add(ref _ofDay, -time.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ofDay));

        public override long GetTimestamp() =>
            base.GetTimestamp() + (Interlocked.Read(ref _elapsed) * TimestampFrequency / TimeSpan.TicksPerSecond);
    }
}
