using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The newest entries of the journal that this process has made. Their changes are not read from the database again: while many users are
/// written, that costs one request in twenty.
/// </summary>
internal sealed class OwnEntries
{
    // A process makes about a thousand entries a second at most, and reads the journal four times a second.
    private const int Kept = 512;

    private readonly Lock _lock = new();
    private readonly Queue<(OwnEntryKey Key, IReadOnlyList<UserChange> Changes)> _entries = new(Kept);

    /// <summary>Adds an entry that is committed.</summary>
    /// <param name="changes">In the order of the row: a cursor counts them.</param>
    public void Add(OwnEntryKey key, IReadOnlyList<UserChange> changes)
    {
        lock (_lock)
        {
            if (_entries.Count == Kept)
                _entries.Dequeue();
            _entries.Enqueue((key, changes));
        }
    }

    public Dictionary<OwnEntryKey, IReadOnlyList<UserChange>> Newest()
    {
        lock (_lock)
            return _entries.ToDictionary(entry => entry.Key, entry => entry.Changes);
    }
}

/// <summary>
/// Names a row of <c>user_changes</c>. The id alone may come again: after a standby has taken over that had not received the newest rows.
/// </summary>
/// <param name="Id">It is not the position of the entry.</param>
internal readonly record struct OwnEntryKey(long Id, DateTime At);
