using OrleansUsers.Grains;

namespace OrleansUsers.Api.Tests;

/// <summary>A journal in memory, with entries as a test makes them.</summary>
internal sealed class FakeJournal : IChangeJournal
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.FromUnixTimeMilliseconds(1_760_000_000_123);

    private readonly Lock _lock = new();
    private readonly List<JournalEntry> _entries = [];
    private long _last;
    private long _removed;

    /// <summary>How often entries were read.</summary>
    public int Reads { get; private set; }

    /// <summary>Runs before each read of entries.</summary>
    public Action BeforeRead { get; set; } = () => { };

    /// <summary>Runs after each read of entries, before its caller gets them.</summary>
    public Action AfterRead { get; set; } = () => { };

    /// <summary>Adds an entry. Its changes are all of version 1.</summary>
    /// <param name="gap">How many positions are left out before it.</param>
    public JournalEntry Add(IEnumerable<(string Id, ChangeKind? Kind)> changes, int gap = 0, DateTimeOffset? at = null)
    {
        lock (_lock)
        {
            _last += 1 + gap;
            var all = changes.Select(change => new UserChange(change.Id, Revision: 1, Version: 1, change.Kind)).ToArray();
            var entry = new JournalEntry(_last, at ?? Noon.AddSeconds(_last), all);
            _entries.Add(entry);
            return entry;
        }
    }

    /// <summary>Adds an entry with one created user.</summary>
    public JournalEntry Add(string id) => Add([(id, ChangeKind.Created)]);

    /// <summary>Removes the oldest entries up to this one.</summary>
    public void RemoveUpTo(JournalEntry entry)
    {
        lock (_lock)
        {
            _entries.RemoveAll(other => other.Position <= entry.Position);
            _removed = entry.Position;
        }
    }

    /// <summary>Goes back to the time when this entry was the last, as a database that was restored from a back-up.</summary>
    public void RestoreTo(JournalEntry entry)
    {
        lock (_lock)
        {
            _entries.RemoveAll(other => other.Position > entry.Position);
            _last = entry.Position;
        }
    }

    public Task<IReadOnlyList<JournalEntry>> Read(long after, int maxEntries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        BeforeRead();
        JournalEntry[] read;
        lock (_lock)
        {
            Reads++;
            read = [.. _entries.Where(entry => entry.Position > after).Take(maxEntries)];
        }
        AfterRead();
        return Task.FromResult<IReadOnlyList<JournalEntry>>(read);
    }

    public Task<JournalRange> ReadRange(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(new JournalRange(_removed, _last));
    }

    public Task<UserTimeline> ReadTimeline(string externalId, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
