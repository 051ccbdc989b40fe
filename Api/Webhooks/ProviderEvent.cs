using System.Text.Json;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// The parts of a webhook event that are used here: Clerk's envelope <c>{data, type, timestamp, instance_id}</c>, or CloudEvents 1.0 with
/// the user in <c>data.object</c>, as Auth0's Event Streams send it.
/// </summary>
/// <param name="SentAt">When the provider made it: the envelope's <c>timestamp</c> or <c>time</c>. Null when it has none.</param>
internal sealed record ProviderEvent(string Type, DateTimeOffset? SentAt, ProviderUser Data)
{
    /// <summary>How far the clocks of two machines may differ.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(10);

    /// <summary>The event's own id; only CloudEvents have one.</summary>
    public string? Id { get; init; }

    /// <summary>The Clerk instance that the event belongs to; null or empty when it names none.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Whether an operator sent the event from Auth0's dashboard to test the stream. Its user does not exist.</summary>
    public bool IsTest { get; init; }

    public bool IsDeletion => Type == "user.deleted";

    public bool IsCreation => Type == "user.created";

    /// <summary>The deletion that it tells of.</summary>
    public UserDeletion Deletion(DateTimeOffset now) => new(SentAt ?? now, IsUntimed: SentAt is null);

    /// <summary>The snapshot of the provider's directory that it tells of.</summary>
    public UserSnapshot Snapshot(Provider provider) => Data.Snapshot(provider, SentAt, IsCreation);

    /// <summary>Why the event has no effect here, as a tag for logs and metrics; null for an event that may change a user.</summary>
    public string? ReasonToIgnore(Provider provider) =>
        provider.InstanceId is { } ours && !string.IsNullOrEmpty(InstanceId) && InstanceId != ours ? "instance"
        : IsTest ? "test"
        : IsDeletion || IsCreation || Type == "user.updated" ? null
        : "type";

    /// <summary>The time of the event, when it is so far ahead that one of the two clocks must be wrong; else null.</summary>
    public DateTimeOffset? TimeAhead(DateTimeOffset now)
    {
        // For a deletion only the envelope's time counts.
        var time = SentAt ?? (IsDeletion ? null : Data.UpdatedAt);
        return time - now > MaxAhead ? time : null;
    }

    /// <summary>Reads an event. Returns null when the text is not JSON or has no type.</summary>
    public static ProviderEvent? Read(ReadOnlySpan<byte> json, ProviderKind kind)
    {
        try
        {
            var reader = new Utf8JsonReader(json, LenientJson.AnyDepth);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return null;
            var read = kind == ProviderKind.Clerk ? ReadClerk(ref reader, json) : ReadOpenId(ref reader, json);
            // Nothing may follow the event.
            return reader.Read() || string.IsNullOrEmpty(read.Type) ? null : read;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The text is not JSON, or a property name has half a surrogate pair.
            return null;
        }
    }

    private static ProviderEvent ReadClerk(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        string? type = null, instance = null;
        DateTimeOffset? sentAt = null;
        ProviderUser? data = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
                type = reader.ReadText();
            else if (reader.ValueTextEquals("timestamp"u8))
                sentAt = reader.ReadTime();
            else if (reader.ValueTextEquals("instance_id"u8))
                instance = reader.ReadText();
            else if (reader.ValueTextEquals("data"u8))
                data = ClerkUser.Read(ref reader, json);
            else
                reader.SkipValue();
        }
        return new ProviderEvent(type ?? "", sentAt, data ?? new ProviderUser()) { InstanceId = instance };
    }

    private static ProviderEvent ReadOpenId(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        string? type = null, id = null, version = null, purpose = null;
        DateTimeOffset? timestamp = null, time = null;
        ProviderUser? data = null, inner = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
                type = reader.ReadText();
            else if (reader.ValueTextEquals("timestamp"u8))
                timestamp = reader.ReadTime();
            else if (reader.ValueTextEquals("time"u8))
                time = reader.ReadTime();
            else if (reader.ValueTextEquals("id"u8))
                id = reader.ReadText();
            else if (reader.ValueTextEquals("specversion"u8))
                version = reader.ReadText();
            else if (reader.ValueTextEquals("a0purpose"u8))
                purpose = reader.ReadText();
            else if (reader.ValueTextEquals("data"u8))
                data = OpenIdUser.ReadData(ref reader, json, out inner);
            else
                reader.SkipValue();
        }
        // Properties may have any order, so the form of the event is known only at its end.
        var isCloudEvent = !string.IsNullOrEmpty(version) || string.IsNullOrWhiteSpace(data?.Id);
        var sentAt = isCloudEvent ? time ?? timestamp : timestamp ?? time;
        return new ProviderEvent(type ?? "", sentAt, (isCloudEvent ? inner : null) ?? data ?? new ProviderUser())
        {
            Id = id,
            IsTest = string.Equals(purpose, "test", StringComparison.OrdinalIgnoreCase),
        };
    }
}
