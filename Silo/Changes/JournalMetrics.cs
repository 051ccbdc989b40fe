using System.Diagnostics.Metrics;

namespace OrleansUsers.Silo;

/// <summary>Measures the journal of changes. Every process reports the same size, and what it removed itself.</summary>
internal sealed class JournalMetrics
{
    private readonly Lock _lock = new();
    private JournalSize _size;
    private long _removedEarly;

    public JournalMetrics(Meter meter)
    {
        meter.CreateObservableGauge(
            "orleans_users.changes.size", () => Read().Bytes, "By", "About the room that the journal of changes needs in the database.");
        meter.CreateObservableGauge("orleans_users.changes.entries", () => Read().Entries, "{entry}", "Entries of the journal of changes.");
        meter.CreateObservableGauge(
            "orleans_users.changes.oldest",
            () => Read().OldestAge.TotalSeconds,
            "s",
            "The age of the oldest change that can still be read.");
        meter.CreateObservableCounter(
            "orleans_users.changes.removed_early",
            () => Interlocked.Read(ref _removedEarly),
            "{entry}",
            "Entries that were removed before their time, because the journal of changes outgrew Changes__MaxMegabytes.");
    }

    public void Measured(JournalSize size)
    {
        lock (_lock)
            _size = size;
    }

    public void RemovedEarly(int entries) => Interlocked.Add(ref _removedEarly, entries);

    private JournalSize Read()
    {
        lock (_lock)
            return _size;
    }
}
