namespace OrleansUsers.Grains;

/// <summary>Changes of one user, newest first.</summary>
/// <param name="IsComplete">Whether all entries were looked through that the journal keeps.</param>
public sealed record UserTimeline(IReadOnlyList<TimelineEntry> Changes, bool IsComplete)
{
    /// <summary>How many entries are looked through. Each has up to 512 changes.</summary>
    public const int MaxEntries = 20_000;
}

/// <summary>One change of a user that a reader sees.</summary>
/// <param name="At">When it was written, by the clock of the database.</param>
public readonly record struct TimelineEntry(long Version, ChangeKind Kind, DateTimeOffset At);
