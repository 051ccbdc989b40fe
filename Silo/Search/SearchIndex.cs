using System.Diagnostics;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Brings the search index up to the journal of changes, in steps. Any number of processes may do so at the same time.</summary>
/// <remarks>
/// A step reads the state, then the changes, then the rows of the users who were changed, and writes only if the state is still the same.
/// So a row in the index is never older than the state says, and no process waits for another one.
/// </remarks>
internal sealed class SearchIndex(ISearchTable table, IChangeJournal journal) : IDisposable
{
    private const int MaxEntries = 64;

    // A request has 10 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);

    private readonly SemaphoreSlim _turn = new(1);
    private (long After, IReadOnlyList<JournalEntry> Entries) _ahead = (-1, []);

    /// <summary>Indexes all that is in the journal now.</summary>
    /// <exception cref="SearchBehindException">It takes too long.</exception>
    public async Task CatchUp(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var target = await ReadNewest(cancellationToken);
        var state = await table.ReadState(cancellationToken);
        while (!state.Has(target))
        {
            if (state.Format > SearchWords.Format || Stopwatch.GetElapsedTime(start) > Patience)
                throw new SearchBehindException(state.FilledUpTo is not null, await table.CountBehind(state, cancellationToken));
            state = await Step(target, cancellationToken) ?? await table.ReadState(cancellationToken);
        }
    }

    /// <summary>The position of the newest entry of the journal.</summary>
    public async Task<long> ReadNewest(CancellationToken cancellationToken) => (await journal.ReadRange(cancellationToken)).Last;

    /// <summary>
    /// Takes the next step towards a position, unless the index has it. Returns the state after that; null when another process has taken a
    /// step meanwhile.
    /// </summary>
    public async Task<SearchState?> Step(long target, CancellationToken cancellationToken)
    {
        // Of several steps of this process at the same time only one would count.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var state = await table.ReadState(cancellationToken);
            if (state.Has(target))
                return state;
            return state switch
            {
                // A newer build has made the index.
                { Format: > SearchWords.Format } => state,
                { Format: < SearchWords.Format } => await Restart(state, cancellationToken),
                { FilledUpTo: { } after } => await Fill(state, after, cancellationToken),
                _ => await Follow(state, cancellationToken),
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>What changes from now on is followed after the filling.</summary>
    private async Task<SearchState?> Restart(SearchState state, CancellationToken cancellationToken)
    {
        var next = new SearchState(SearchWords.Format, (await journal.ReadRange(cancellationToken)).Last, FilledUpTo: "");
        return await table.Write(state, next, [], [], cancellationToken) ? next : null;
    }

    private async Task<SearchState?> Fill(SearchState state, string after, CancellationToken cancellationToken)
    {
        var rows = await table.ReadRowsAfter(after, table.MaxStep, cancellationToken);
        var next = state with { FilledUpTo = rows.Count == table.MaxStep ? rows[^1].ExternalId : null };
        // An index of another format, or one that has missed changes, may have users that are gone.
        var indexed = await table.ReadIndexed(after, next.FilledUpTo, cancellationToken);
        return await Write(state, next, rows, indexed, cancellationToken) ? next : null;
    }

    private async Task<SearchState?> Follow(SearchState state, CancellationToken cancellationToken)
    {
        if (_ahead.After != state.Position || _ahead.Entries.Count == 0)
        {
            _ahead = (state.Position, await journal.Read(state.Position, MaxEntries, cancellationToken));
            // Entries are kept for days, but the index may have been without an indexer for longer.
            if ((await journal.ReadRange(cancellationToken)).Removed > state.Position)
                return await Restart(state, cancellationToken);
        }
        var (taken, changed) = (0, new HashSet<string>(StringComparer.Ordinal));
        while (taken < _ahead.Entries.Count && changed.Count < table.MaxStep)
        {
            foreach (var change in _ahead.Entries[taken++].Changes)
            {
                if (change.Kind is not null || change.BySql)
                    changed.Add(change.ExternalId);
            }
        }
        if (taken == 0)
            return state;
        var next = state with { Position = _ahead.Entries[taken - 1].Position };
        var rows = await table.ReadRows([.. changed], cancellationToken);
        if (!await Write(state, next, rows, [.. changed], cancellationToken))
            return null;
        _ahead = (next.Position, [.. _ahead.Entries.Skip(taken)]);
        return next;
    }

    /// <summary>Writes the words of the rows, and removes the users who have none any more.</summary>
    private Task<bool> Write(
        SearchState from, SearchState to, IReadOnlyList<SearchRow> rows, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        var living = rows.Select(row => row.ExternalId).ToHashSet(StringComparer.Ordinal);
        var entries = rows.OrderBy(row => row.ExternalId, StringComparer.Ordinal).Select(row => row.ToEntry()).ToArray();
        return table.Write(from, to, entries, [.. users.Where(id => !living.Contains(id))], cancellationToken);
    }
}
