using System.Diagnostics.Metrics;

namespace OrleansUsers.Silo;

/// <summary>Measures the batches in which users and token identifiers are written and read.</summary>
internal sealed class StoreMetrics(Meter meter, TimeProvider clock)
{
    private readonly Counter<long> _failures = meter.CreateCounter<long>(
        "orleans_users.store.failures", "{batch}", "Batches that the store did not write or read, by kind.");

    private readonly Histogram<int> _size = meter.CreateHistogram(
        "orleans_users.store.batch.size", "{request}", "Requests that went to the store together, by kind.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });

    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "orleans_users.store.batch.duration", "s", "How long the store took for a batch, by kind and whether it failed.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        });

    /// <summary>The commit with its size and duration measured.</summary>
    public Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> Measured<TRequest, TAnswer>(
        string kind, Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TAnswer>>> commit)
    {
        var tag = new KeyValuePair<string, object?>("kind", kind);
        // A counter is exported from its first value on.
        _failures.Add(0, tag);
        return async batch =>
        {
            _size.Record(batch.Count, tag);
            var (start, failed) = (clock.GetTimestamp(), true);
            try
            {
                var answers = await commit(batch);
                failed = false;
                return answers;
            }
            finally
            {
                if (failed)
                    _failures.Add(1, tag);
                _duration.Record(clock.GetElapsedTime(start).TotalSeconds, tag, new("failed", failed));
            }
        };
    }
}
