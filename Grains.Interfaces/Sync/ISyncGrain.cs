namespace OrleansUsers;

/// <summary>
/// Owns the sync with one provider, whose name is the key: what is to be done, who does it, and how far it is. A process with the
/// provider's key works for it.
/// </summary>
/// <remarks>
/// One process works at a time. It calls at least once in <see cref="SyncWork.Lease"/>; otherwise another process takes the work over
/// where it was. Every method throws when the store fails or does not answer.
/// </remarks>
[GrainInterfaceType("sync"), Alias("ISyncGrain")]
public interface ISyncGrain : IGrainWithStringKey
{
    /// <summary>What was done and what is under way.</summary>
    [Alias("Get")]
    Task<SyncState> Get();

    /// <summary>Starts a run. False while one is running.</summary>
    [Alias("Start")]
    Task<bool> Start(SyncRequest request);

    /// <summary>Cancels the run. False when none is running. The process that works for it may need a few seconds to stop.</summary>
    /// <param name="waits">Whether to let that process finish what it has begun.</param>
    [Alias("Cancel")]
    Task<bool> Cancel(bool waits);

    /// <summary>Asks for work. Null when there is none, and while another process works.</summary>
    /// <param name="worker">A name that no other process has or had.</param>
    /// <param name="schedule">How often the lanes run by themselves; null when they do not.</param>
    [Alias("Take")]
    Task<SyncWork?> Take(string worker, SyncSchedule? schedule);

    /// <summary>
    /// Stores how far the work is, and keeps it for this worker. False when the worker has to stop: the run was cancelled, a run goes
    /// before a lane, or another process has the work. Nothing is stored in the last case.
    /// </summary>
    /// <param name="update">Null only keeps the work.</param>
    [Alias("Save")]
    Task<bool> Save(string worker, SyncWorkKind kind, SyncUpdate? update);
}

/// <summary>What a run has to do.</summary>
/// <param name="DryRun">Report only.</param>
/// <param name="DeleteMissing">Delete users of whom the provider says that they do not exist.</param>
/// <param name="Force">Delete them also when they are more than a fifth of all.</param>
[GenerateSerializer, Immutable, Alias("SyncRequest")]
public sealed record SyncRequest([property: Id(0)] bool DryRun, [property: Id(1)] bool DeleteMissing, [property: Id(2)] bool Force);

/// <summary>When lanes run by themselves.</summary>
/// <param name="Every">The time from one start to the next.</param>
/// <param name="HasDeletionLane">Whether the provider's API can be asked for missing users without reading all.</param>
[GenerateSerializer, Immutable, Alias("SyncSchedule")]
public sealed record SyncSchedule([property: Id(0)] TimeSpan Every, [property: Id(1)] bool HasDeletionLane);

/// <summary>Work for one process.</summary>
/// <param name="State">Where to go on.</param>
/// <param name="IsTakenOver">
/// Whether another process may have worked a moment ago, so that its requests count against the provider's limit.
/// </param>
[GenerateSerializer, Immutable, Alias("SyncWork")]
public sealed record SyncWork(
    [property: Id(0)] SyncWorkKind Kind, [property: Id(1)] SyncState State, [property: Id(2)] bool IsTakenOver)
{
    /// <summary>How long work stays with a worker that does not call. It is as long as the period of the providers' limits.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(10);
}

/// <summary>A kind of work.</summary>
public enum SyncWorkKind
{
    /// <summary>All users.</summary>
    Run,

    /// <summary>The users that have changed lately.</summary>
    Head,

    /// <summary>The users that the provider does not have any more.</summary>
    Deletion,
}
