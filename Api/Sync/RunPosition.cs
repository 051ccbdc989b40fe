using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The stored position of a run. New members are never required: a newer build goes on with a position of an older one.</summary>
/// <remarks>System.Text.Json sets a member to null that the text lacks, whatever its initial value is.</remarks>
internal sealed record RunPosition
{
    /// <summary>Clerk: the ranges of users.</summary>
    public CreationRange[] Ranges { get; init => field = value ?? []; } = [];

    /// <summary>Auth0: the export job.</summary>
    public ExportPosition? Export { get; init; }

    /// <summary>Where the changes begin that are made during the run; null until it is known.</summary>
    public string? Start { get; init; }

    /// <summary>Whether all users were read.</summary>
    public bool IsRead { get; init; }

    /// <summary>What came of reading changes, and of looking for users that are gone.</summary>
    public SyncCounts Other { get; init => field = value ?? new(); } = new();

    [JsonIgnore]
    public SyncCounts Counts => Ranges.Aggregate(Other, (sum, range) => sum + range.Counts);
}

/// <summary>How far an export of Auth0 was read.</summary>
/// <param name="JobId">The id of the export job.</param>
/// <param name="Lines">How many of its lines were applied.</param>
/// <param name="CreatedAt">When the job was created. The export has the users of that time, or of a later one.</param>
internal sealed record ExportPosition(string JobId, long Lines, DateTimeOffset CreatedAt);

/// <summary>The JSON of positions.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunPosition))]
internal sealed partial class SyncJson : JsonSerializerContext;
