using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The body of <c>POST /admin/sync</c>.</summary>
internal sealed record SyncStart(string? Provider, bool? DryRun, bool? DeleteMissing, bool? Force);

/// <summary>The state of the sync with a provider, as <c>GET /admin/sync</c> answers it.</summary>
internal sealed record SyncStatus(
    [property: AllowedValues("idle", "running", "completed", "failed", "cancelled")] string State,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string Provider,
    bool DryRun,
    long? Total,
    long Seen,
    long Created,
    long Updated,
    long Unchanged,
    long MissingHere,
    long StaleHere,
    long GoneThere,
    long Deleted,
    long Errors,
    long Requests,
    string? LastError,
    LaneStatuses Lanes,
    DriftStatus Drift)
{
    public static SyncStatus Of(string provider, SyncState state)
    {
        var run = state.Run ?? new SyncRun();
        var counts = run.Counts;
        return new(
            WordOf(run.State),
            state.Run?.StartedAt,
            run.FinishedAt,
            provider,
            run.Request.DryRun,
            run.Total,
            counts.Seen,
            counts.Created,
            counts.Updated,
            counts.Unchanged,
            counts.MissingHere,
            counts.StaleHere,
            counts.GoneThere,
            counts.Deleted,
            counts.Errors,
            counts.Requests,
            run.LastError,
            new LaneStatuses(LaneStatus.Of(state.Head), LaneStatus.Of(state.Deletion)),
            new DriftStatus(state.Drift?.Since, state.Drift?.ByPullOnly ?? 0));
    }

    private static string WordOf(SyncRunState state) => state switch
    {
        SyncRunState.Running => "running",
        SyncRunState.Completed => "completed",
        SyncRunState.Failed => "failed",
        SyncRunState.Cancelled => "cancelled",
        _ => "idle",
    };
}

/// <summary>The lanes; null for one that has not run.</summary>
internal sealed record LaneStatuses(LaneStatus? Head, LaneStatus? Deletion);

/// <summary>The last time that a lane ran.</summary>
internal sealed record LaneStatus(
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    long Seen,
    long Created,
    long Updated,
    long MissingHere,
    long StaleHere,
    long GoneThere,
    long Errors,
    long Requests,
    string? LastError)
{
    public static LaneStatus? Of(SyncLane? lane) => lane is not { Counts: var counts } ? null : new(
        lane.StartedAt,
        lane.FinishedAt,
        counts.Seen,
        counts.Created,
        counts.Updated,
        counts.MissingHere,
        counts.StaleHere,
        counts.GoneThere,
        counts.Errors,
        counts.Requests,
        lane.LastError);
}

/// <summary>Changes that came by reading the directory only, and since when.</summary>
internal sealed record DriftStatus(DateTimeOffset? Since, long ByPullOnly);

/// <summary>The outcome of syncing one user.</summary>
/// <param name="Outcome"><c>created</c>, <c>updated</c> or <c>unchanged</c>.</param>
/// <param name="Changed">The names of the fields that a reader sees changed.</param>
internal sealed record SyncedUser(
    [property: AllowedValues("created", "updated", "unchanged")] string Outcome, IReadOnlyList<string> Changed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SyncStart))]
[JsonSerializable(typeof(SyncStatus))]
[JsonSerializable(typeof(SyncedUser))]
internal sealed partial class SyncStatusJson : JsonSerializerContext;
