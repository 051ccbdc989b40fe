using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The state of a run, as <c>/admin/sync</c> tells it. Any member may be missing.</summary>
internal sealed record SyncAnswer
{
    public const string Idle = "idle";
    public const string Completed = "completed";

    public string? State { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? Provider { get; init; }
    public bool? DryRun { get; init; }
    public long? Total { get; init; }
    public long? Seen { get; init; }
    public long? Created { get; init; }
    public long? Updated { get; init; }
    public long? Unchanged { get; init; }
    public long? MissingHere { get; init; }
    public long? StaleHere { get; init; }
    public long? GoneThere { get; init; }
    public long? Deleted { get; init; }
    public long? Errors { get; init; }
    public long? Requests { get; init; }
    public string? LastError { get; init; }

    /// <summary>Whether the run is over. A state that this version does not know is one of a run that goes on.</summary>
    [JsonIgnore]
    public bool HasEnded => State is Completed or "failed" or "cancelled";

    /// <summary>The last error as one line that a terminal can show; null when there is none.</summary>
    [JsonIgnore]
    public string? ErrorLine => string.IsNullOrWhiteSpace(LastError)
        ? null
        : string.Concat(LastError.Trim().Select(letter => char.IsControl(letter) ? ' ' : letter));
}

/// <summary>What starts a run.</summary>
internal sealed record SyncOrder(string? Provider, bool DryRun, bool DeleteMissing, bool Force);

/// <summary>The part of an error that is for people.</summary>
internal sealed record SyncProblem(string? Title);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SyncAnswer))]
[JsonSerializable(typeof(SyncOrder))]
[JsonSerializable(typeof(SyncProblem))]
internal sealed partial class SyncCommandJson : JsonSerializerContext;
