namespace OrleansUsers.Grains;

/// <summary>
/// The journal of changes: for each committed batch of writes one entry, which is committed with them. It names users and holds no personal
/// data.
/// </summary>
/// <remarks>
/// The entries are in an order in which the changes of one user follow each other. Once an entry was read, no entry appears before it.
/// Entries are removed after seven days. Every method throws when the database fails or does not answer in time.
/// </remarks>
public interface IChangeJournal
{
    /// <summary>The entries after a position in their order, at most this many. An entry that is not committed is not among them.</summary>
    /// <param name="after">The position of an entry that was read, or 0 for all that are kept.</param>
    Task<IReadOnlyList<JournalEntry>> Read(long after, int maxEntries, CancellationToken cancellationToken);

    /// <summary>The positions that the journal holds now, those of all entries that are committed.</summary>
    Task<JournalRange> ReadRange(CancellationToken cancellationToken);

    /// <summary>The newest changes of one user that a reader sees, newest first, at most this many.</summary>
    /// <remarks>Looks through the newest <see cref="UserTimeline.MaxEntries"/> entries: there is no index of users.</remarks>
    Task<UserTimeline> ReadTimeline(string externalId, int limit, CancellationToken cancellationToken);
}

/// <summary>The changes of one batch of writes.</summary>
/// <param name="Position">Greater than that of each entry before. Some numbers may be left out.</param>
/// <param name="At">When the batch was written, by the clock of the database.</param>
/// <param name="Changes">At most one for each user.</param>
public sealed record JournalEntry(long Position, DateTimeOffset At, IReadOnlyList<UserChange> Changes);

/// <summary>One write of one user's row.</summary>
/// <param name="Revision">The row's revision after the write; 0 when the row was removed by SQL.</param>
/// <param name="Version">The user's version after the write. A row that was removed by SQL was deleted in its next version.</param>
/// <param name="Kind">What a reader sees of it; null when it made no new version.</param>
/// <param name="BySql">Whether the row was changed by SQL, so that its revision says nothing about what it was before.</param>
public readonly record struct UserChange(string ExternalId, long Revision, long Version, ChangeKind? Kind, bool BySql = false);

/// <summary>What a reader sees of a change that makes a new version.</summary>
public enum ChangeKind
{
    /// <summary>The user was stored for the first time, or for the first time after a reinstatement.</summary>
    Created,

    /// <summary>The user is stored and differs.</summary>
    Updated,

    /// <summary>The user was deleted, or a deletion was heard of a user who was never stored.</summary>
    Deleted,

    /// <summary>A deletion was undone.</summary>
    Reinstated,
}

/// <summary>The positions that the journal holds: greater than <paramref name="Removed"/>, up to <paramref name="Last"/>.</summary>
/// <param name="Removed">The last position that was removed; 0 when none was.</param>
/// <param name="Last">The last position; that of the last removed entry when there are no others.</param>
public readonly record struct JournalRange(long Removed, long Last);
