using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>A webhook event of Clerk as far as it matters here: <c>{data, type, timestamp}</c>.</summary>
/// <param name="SentAt">The envelope's <c>timestamp</c>; null when it has none.</param>
internal sealed record ClerkEvent(string Type, DateTimeOffset? SentAt, ClerkUser Data)
{
    private const string UserPrefix = "user.";

    /// <summary>Null for what is no event: not JSON, no type, or a user event without a usable id.</summary>
    public static ClerkEvent? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var read = Read(ref reader);
            // Nothing may follow the event.
            return reader.Read() ? null : read;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // No JSON; or a property's name is no text, with half a surrogate pair.
            return null;
        }
    }

    private static ClerkEvent? Read(ref Utf8JsonReader reader)
    {
        string? type = null;
        DateTimeOffset? sentAt = null;
        var data = new ClerkUser();

        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
                type = reader.ReadText();
            else if (reader.ValueTextEquals("timestamp"u8))
                sentAt = reader.ReadTime();
            else if (reader.ValueTextEquals("data"u8))
                data = ClerkUser.Read(ref reader);
            else
                reader.SkipValue();
        }

        var usable = !string.IsNullOrEmpty(type)
            && (!type.StartsWith(UserPrefix, StringComparison.Ordinal) || ExternalId.IsUsable(data.Id));
        return usable ? new ClerkEvent(type!, sentAt, data) : null;
    }
}
