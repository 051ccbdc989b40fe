using System.Text.Json.Serialization;

namespace OrleansUsers;

/// <summary>The state of a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SyncRunState>))]
public enum SyncRunState
{
    /// <summary>Before the first run.</summary>
    Idle,

    /// <summary>It is under way, or waits for a process that works for it.</summary>
    Running,

    /// <summary>It saw every user.</summary>
    Completed,

    /// <summary>It ended before it saw every user.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>All that is stored of the sync with one provider. New members are never required: old rows always load.</summary>
/// <remarks>System.Text.Json sets a member to null that a row lacks, whatever its initial value is.</remarks>
[GenerateSerializer, Immutable, Alias("SyncState")]
public sealed record SyncState
{
    /// <summary>The last run; null before the first.</summary>
    [Id(0)] public SyncRun? Run { get; init; }

    /// <summary>The last time that the head lane ran.</summary>
    [Id(1)] public SyncLane? Head { get; init; }

    /// <summary>The last time that the deletion lane ran.</summary>
    [Id(2)] public SyncLane? Deletion { get; init; }

    /// <summary>Up to where the provider's changes were read, as the provider's API needs it.</summary>
    [Id(3)] public string? HeadPosition { get; init; }

    /// <summary>The changes that came by reading the directory only; null while there are none.</summary>
    [Id(4)] public SyncDrift? Drift { get; init; }

    /// <summary>Changes that were read so soon that their events may still arrive.</summary>
    [Id(5)] public SyncedChange[] Unconfirmed { get; init => field = value ?? []; } = [];

    /// <summary>The process that works; null when none does.</summary>
    [Id(6)] public string? Worker { get; init; }

    /// <summary>Whether a run that stores has ever completed.</summary>
    [Id(7)] public bool HasCompleted { get; init; }
}

/// <summary>One run over all users of a provider.</summary>
[GenerateSerializer, Immutable, Alias("SyncRun")]
public sealed record SyncRun
{
    /// <summary>The state.</summary>
    [Id(0)] public SyncRunState State { get; init; }

    /// <summary>What it has to do.</summary>
    [Id(1)] public SyncRequest Request { get; init => field = value ?? new(false, false, false); } = new(false, false, false);

    /// <summary>When it was started.</summary>
    [Id(2)] public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    [Id(3)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many users the provider has; null until that is known.</summary>
    [Id(4)] public long? Total { get; init; }

    /// <summary>What it found and did.</summary>
    [Id(5)] public SyncCounts Counts { get; init => field = value ?? new(); } = new();

    /// <summary>Why it failed, or what it waits for; null when there is nothing to tell.</summary>
    [Id(6)] public string? LastError { get; init; }

    /// <summary>How far it is, as the provider's API needs it; null at the start and at the end.</summary>
    [Id(7)] public string? Position { get; init; }

    /// <summary>Whether it was cancelled while a process works for it.</summary>
    [Id(8)] public bool IsCancelling { get; init; }
}

/// <summary>One time that a lane ran by itself.</summary>
[GenerateSerializer, Immutable, Alias("SyncLane")]
public sealed record SyncLane
{
    /// <summary>When it started.</summary>
    [Id(0)] public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    [Id(1)] public DateTimeOffset FinishedAt { get; init; }

    /// <summary>What it found and did.</summary>
    [Id(2)] public SyncCounts Counts { get; init => field = value ?? new(); } = new();

    /// <summary>Why it could not read to the end; null when it could.</summary>
    [Id(3)] public string? LastError { get; init; }
}

/// <summary>Changes that came by reading the directory only: their events did not arrive.</summary>
/// <param name="Since">When the first of them was made at the provider.</param>
/// <param name="ByPullOnly">How many they are.</param>
/// <param name="LastAt">When the last of them was made at the provider.</param>
[GenerateSerializer, Immutable, Alias("SyncDrift")]
public sealed record SyncDrift(
    [property: Id(0)] DateTimeOffset Since, [property: Id(1)] long ByPullOnly, [property: Id(2)] DateTimeOffset LastAt);

/// <summary>A change of a user at the provider.</summary>
[GenerateSerializer, Immutable, Alias("SyncedChange")]
public sealed record SyncedChange([property: Id(0)] string ExternalId, [property: Id(1)] DateTimeOffset UpdatedAt);

/// <summary>What a worker stores. A part that is null stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("SyncUpdate")]
public sealed record SyncUpdate
{
    /// <summary>The run as it is now.</summary>
    [Id(0)] public SyncRun? Run { get; init; }

    /// <summary>The lane that has ended.</summary>
    [Id(1)] public SyncLane? Lane { get; init; }

    /// <summary>Up to where the provider's changes were read.</summary>
    [Id(2)] public string? HeadPosition { get; init; }

    /// <summary>The drift after the head lane.</summary>
    [Id(3)] public SyncDrift? Drift { get; init; }

    /// <summary>The unconfirmed changes after the head lane.</summary>
    [Id(4)] public SyncedChange[]? Unconfirmed { get; init; }

    /// <summary>Whether the worker gives the work up, so that another one can go on at once: its process stops.</summary>
    [Id(5)] public bool Releases { get; init; }
}
