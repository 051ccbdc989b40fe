using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The place in the journal up to which its changes were taken into the list of the undelivered ones.</summary>
internal sealed class JournalCursor(IChangeJournal journal, DeliveryProgress from)
{
    // An entry has up to 512 changes.
    private const int MaxEntries = 20;

    private readonly Queue<JournalEntry> _entries = new();

    // The entry of which changes were taken has more of them perhaps.
    private long _readTo = Math.Max(0, from.Position - 1);

    public long Position { get; private set; } = from.Position;

    /// <summary>How many changes were taken of the entry at <see cref="Position"/>.</summary>
    public int Taken { get; private set; } = from.Taken;

    /// <summary>Whether the journal may have entries that were not read.</summary>
    public bool IsBehind { get; set; } = true;

    /// <summary>Takes changes as long as the journal has any and the list has room.</summary>
    public async Task Fill(UndeliveredChanges list, CancellationToken cancellationToken)
    {
        while (list.HasRoom && (_entries.Count > 0 || await Read(cancellationToken)))
            Take(_entries.Peek(), list);
    }

    /// <summary>Whether what was read is after all that the journal holds.</summary>
    public bool IsBeyond(JournalRange kept) => Position > kept.Last;

    /// <summary>
    /// Skips what the journal has removed. True when it has removed entries that were not read. At the first start of all nothing counts as
    /// missed.
    /// </summary>
    public bool SkipRemoved(JournalRange kept)
    {
        var isMissed = Position > 0 && Math.Max(Position, _readTo) < kept.Removed;
        _readTo = Math.Max(_readTo, kept.Removed);
        return isMissed;
    }

    /// <summary>Begins again with the oldest entry.</summary>
    public void Restart(JournalRange kept)
    {
        (Position, Taken, _readTo, IsBehind) = (kept.Removed, 0, kept.Removed, true);
        _entries.Clear();
    }

    private async Task<bool> Read(CancellationToken cancellationToken)
    {
        if (!IsBehind)
            return false;
        var entries = await journal.Read(_readTo, MaxEntries, cancellationToken);
        IsBehind = entries.Count == MaxEntries;
        foreach (var entry in entries)
        {
            _entries.Enqueue(entry);
            _readTo = entry.Position;
        }
        return entries.Count > 0;
    }

    private void Take(JournalEntry entry, UndeliveredChanges list)
    {
        if (entry.Position != Position)
            (Position, Taken) = (entry.Position, 0);
        for (; Taken < entry.Changes.Count && list.HasRoom; Taken++)
        {
            var change = entry.Changes[Taken];
            if (change.Kind is { } kind)
                list.Add(new UndeliveredChange(change.ExternalId, change.Version, kind, entry.At, entry.Position));
        }
        if (Taken >= entry.Changes.Count)
            _entries.Dequeue();
    }
}
