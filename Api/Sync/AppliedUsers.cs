namespace OrleansUsers.Api;

/// <summary>What came of applying a list of users.</summary>
/// <param name="Changes">Changes that were not heard of here, with the time at which the provider answered.</param>
/// <param name="ByEvent">The newest change that was here already because its event had arrived; null when there is none.</param>
internal sealed record AppliedUsers(
    SyncCounts Counts, IReadOnlyList<(SyncedChange Change, DateTimeOffset ReadAt)> Changes, DateTimeOffset? ByEvent)
{
    /// <summary>Nobody.</summary>
    public static AppliedUsers None { get; } = new(new SyncCounts(), [], null);

    /// <summary>All of several lists.</summary>
    public static AppliedUsers Sum(IReadOnlyList<AppliedUsers> all) => new(
        all.Aggregate(new SyncCounts(), (sum, one) => sum + one.Counts),
        [.. all.SelectMany(one => one.Changes)],
        all.Max(one => one.ByEvent));
}
