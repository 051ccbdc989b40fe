namespace OrleansUsers.Api;

/// <summary>How many users a run has seen in a second, over the last seconds.</summary>
internal sealed class SyncRate(TimeProvider clock)
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Time, long Seen)> _samples = new();

    /// <summary>Takes what was seen until now. Returns the rate; null while there is none.</summary>
    public double? Add(long seen)
    {
        var now = clock.GetTimestamp();
        // A run that begins anew begins with nothing.
        if (_samples.Count > 0 && seen < _samples.Last().Seen)
            _samples.Clear();
        while (_samples.Count > 0 && clock.GetElapsedTime(_samples.Peek().Time, now) > Span)
            _samples.Dequeue();
        _samples.Enqueue((now, seen));
        var first = _samples.Peek();
        var passed = clock.GetElapsedTime(first.Time, now);
        return passed >= Shortest && seen > first.Seen ? (seen - first.Seen) / passed.TotalSeconds : null;
    }
}
