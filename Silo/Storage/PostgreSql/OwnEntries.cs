using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The newest entries of the journal that this process has made. Their changes are not read from the database again: at a high rate of
/// writes that costs a tenth of the throughput.
/// </summary>
internal sealed class OwnEntries
{
    // A process makes about a thousand entries a second at most, and reads the journal four times a second.
    private const int Kept = 512;

    private readonly Lock _lock = new();
    private readonly Queue<OwnEntry> _entries = new(Kept);

    /// <summary>Adds an entry that is committed.</summary>
    public void Add(OwnEntry entry)
    {
        lock (_lock)
        {
            if (_entries.Count == Kept)
                _entries.Dequeue();
            _entries.Enqueue(entry);
        }
    }

    public OwnEntry[] Newest()
    {
        lock (_lock)
            return [.. _entries];
    }
}

/// <param name="Id">The key of the row in <c>user_changes</c>, which is not the position of the entry.</param>
/// <param name="Changes">In the order of the row: a cursor counts them.</param>
internal readonly record struct OwnEntry(long Id, IReadOnlyList<UserChange> Changes);
