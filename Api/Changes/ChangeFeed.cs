using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The changes of all users, read from the journal page by page.</summary>
internal sealed class ChangeFeed(IChangeJournal journal, TimeProvider clock)
{
    // An entry holds from 1 to 512 changes.
    private const int FirstRead = 8;
    private const int MaxRead = 256;
    private const int ManyChanges = 2_000;

    // A request ends after 10 s. An empty answer with a newer cursor is better than none: the client would start over with the old one.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    /// <summary>The cursor behind all changes that are stored now.</summary>
    public async Task<ChangeCursor> Latest(CancellationToken cancellationToken)
    {
        var last = (await journal.ReadRange(cancellationToken)).Last;
        var entries = await journal.Read(Math.Max(last - 1, 0), 1, cancellationToken);
        return entries is [{ } entry] && entry.Position == last ? Behind(entry) : new ChangeCursor(last, Tag: 0);
    }

    /// <summary>The cursor before the oldest change that is kept.</summary>
    public async Task<ChangeCursor> Oldest(CancellationToken cancellationToken) =>
        new((await journal.ReadRange(cancellationToken)).Removed, Tag: 0);

    /// <summary>
    /// The changes after the cursor, up to the limit. There are no items only at the end of the feed, or when a long part of the journal
    /// holds none; the new cursor then differs.
    /// </summary>
    /// <returns>Null when the journal does not hold all that follows the cursor, or is not the journal that the cursor is of.</returns>
    public async Task<ChangePage?> Read(ChangeCursor after, int limit, CancellationToken cancellationToken)
    {
        var (items, start, count) = (new List<ChangeItem>(), clock.GetTimestamp(), FirstRead);
        while (true)
        {
            if (await Follow(after, count, cancellationToken) is not { } entries)
                return items.Count > 0 ? Page() : null;
            var before = after;
            foreach (var entry in entries)
            {
                after = Take(entry, after, items, limit);
                if (after.Taken is not null)
                    return Page();
            }
            var isEnd = after == before || (items.Count > 0 && entries.Count <= count);
            if (isEnd || items.Count == limit || clock.GetElapsedTime(start) > MaxTime)
                return Page();
            if (entries.Sum(entry => entry.Changes.Count) < ManyChanges)
                count = Math.Min(count * 2, MaxRead);
        }

        ChangePage Page() => new(items, after);
    }

    /// <summary>The cursor's own entry, while it is kept, and what follows it. Null as <see cref="Read"/>.</summary>
    private async Task<IReadOnlyList<JournalEntry>?> Follow(ChangeCursor after, int count, CancellationToken cancellationToken)
    {
        var entries = await journal.Read(Math.Max(after.Position - 1, 0), count + 1, cancellationToken);
        if (entries is [{ } own, ..] && own.Position == after.Position)
            return own.At.UtcTicks == after.Tag && (after.Taken ?? 0) <= own.Changes.Count ? entries : null;
        // A client that has read up to the last removed entry has missed nothing.
        var range = await journal.ReadRange(cancellationToken);
        return after.Taken is null && after.Position == range.Removed ? entries : null;
    }

    /// <summary>Adds the entry's changes behind the cursor to the items. Returns the cursor behind those that were added.</summary>
    private static ChangeCursor Take(JournalEntry entry, ChangeCursor after, List<ChangeItem> items, int limit)
    {
        var changes = entry.Changes;
        for (var i = entry.Position == after.Position ? after.Taken ?? changes.Count : 0; i < changes.Count; i++)
        {
            if (changes[i].Kind is not { } kind)
                continue;
            if (items.Count == limit)
                return Behind(entry) with { Taken = i };
            items.Add(ChangeItem.Of(entry, changes[i], kind));
        }
        return Behind(entry);
    }

    private static ChangeCursor Behind(JournalEntry entry) => new(entry.Position, entry.At.UtcTicks);
}
