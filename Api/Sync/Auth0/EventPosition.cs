using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>Where the reading of Auth0's events goes on.</summary>
internal sealed record EventPosition
{
    /// <summary>The offset of the last message; null when none was read.</summary>
    [JsonPropertyName("offset")]
    public string? Offset { get; init; }

    /// <summary>The time from which events are read when Auth0 does not know the offset any more.</summary>
    [JsonPropertyName("timestamp")]
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The parameter of the request.</summary>
    [JsonIgnore]
    public string Query => Offset is not null ? $"from={Uri.EscapeDataString(Offset)}" : $"from_timestamp={Uri.EscapeDataString(Time)}";

    private string Time => Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a stored position. Null when there is none.</summary>
    public static EventPosition? Read(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : JsonSerializer.Deserialize(text, EventPositionJson.Default.EventPosition);
        }
        catch (JsonException)
        {
            // The provider of this name was another one before.
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, EventPositionJson.Default.EventPosition);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventPosition))]
internal sealed partial class EventPositionJson : JsonSerializerContext;
