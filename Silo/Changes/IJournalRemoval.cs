namespace OrleansUsers.Silo;

/// <summary>Removes the oldest entries of the journal of changes in one database. Every process may do so at the same time.</summary>
internal interface IJournalRemoval
{
    /// <summary>The size of the journal. It is exact when the journal is small, else an estimate from samples of its entries.</summary>
    Task<JournalSize> ReadSize(CancellationToken cancellationToken);

    /// <summary>
    /// Removes the oldest entries, at most this many, up to the first that is not older than the age. The newest entry of the journal
    /// stays. The position of the last removed entry is recorded in the same commit.
    /// </summary>
    /// <returns>How many were removed.</returns>
    Task<int> RemoveOldest(int maxEntries, TimeSpan olderThan, CancellationToken cancellationToken);
}

/// <summary>The size of the journal of changes.</summary>
/// <param name="Bytes">About the room that the entries need in the database, without what the database keeps free.</param>
/// <param name="OldestAge">How long ago the oldest entry was written; zero when there is none.</param>
internal readonly record struct JournalSize(long Bytes, long Entries, TimeSpan OldestAge);
