using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansUsers.Cluster.Tests;

/// <summary>The calls of many concurrent callers over all processes, each with the time it began and the time it ended.</summary>
internal sealed class CallHistory
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<Observation> _calls = new();

    public TimeSpan Now => _clock.Elapsed;

    public IReadOnlyCollection<Observation> Calls => _calls;

    public int Acknowledged => _calls.Count(call => call.IsWrite && call.ReturnedAt != TimeSpan.MaxValue);

    public int Reads => _calls.Count(call => !call.IsWrite);

    /// <summary>A write is known from its beginning: it may happen, whatever becomes of its answer.</summary>
    public void Invoked(string user, int process, string what, TimeSpan at, int number) =>
        _calls.Enqueue(new Observation(user, process, what, IsWrite: true, at, TimeSpan.MaxValue, number));

    public void Acknowledge(string user, int process, string what, TimeSpan at, int number) =>
        _calls.Enqueue(new Observation(user, process, what, IsWrite: true, at, Now, number));

    public void Read(string user, int process, string what, TimeSpan at, int number, long version = 0) =>
        _calls.Enqueue(new Observation(user, process, what, IsWrite: false, at, Now, number, version));
}
