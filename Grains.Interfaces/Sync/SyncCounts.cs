namespace OrleansUsers;

/// <summary>What a run or a lane found and did, in numbers of users.</summary>
[GenerateSerializer, Immutable, Alias("SyncCounts")]
public sealed record SyncCounts
{
    /// <summary>Users that the provider listed.</summary>
    [Id(0)] public long Seen { get; init; }

    /// <summary>Users that were stored for the first time.</summary>
    [Id(1)] public long Created { get; init; }

    /// <summary>Users that were changed.</summary>
    [Id(2)] public long Updated { get; init; }

    /// <summary>Users of whom the same or newer data was stored, or who were deleted here.</summary>
    [Id(3)] public long Unchanged { get; init; }

    /// <summary>Users that were not stored.</summary>
    [Id(4)] public long MissingHere { get; init; }

    /// <summary>Users of whom older data was stored.</summary>
    [Id(5)] public long StaleHere { get; init; }

    /// <summary>Users that are stored, and of whom the provider says that they do not exist.</summary>
    [Id(6)] public long GoneThere { get; init; }

    /// <summary>Users that were deleted.</summary>
    [Id(7)] public long Deleted { get; init; }

    /// <summary>Users that could not be read.</summary>
    [Id(8)] public long Errors { get; init; }

    /// <summary>Requests to the provider, repeated ones included.</summary>
    [Id(9)] public long Requests { get; init; }

    /// <summary>The sums of both.</summary>
    public static SyncCounts operator +(SyncCounts a, SyncCounts b) => new()
    {
        Seen = a.Seen + b.Seen,
        Created = a.Created + b.Created,
        Updated = a.Updated + b.Updated,
        Unchanged = a.Unchanged + b.Unchanged,
        MissingHere = a.MissingHere + b.MissingHere,
        StaleHere = a.StaleHere + b.StaleHere,
        GoneThere = a.GoneThere + b.GoneThere,
        Deleted = a.Deleted + b.Deleted,
        Errors = a.Errors + b.Errors,
        Requests = a.Requests + b.Requests,
    };
}
