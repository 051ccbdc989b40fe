using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>A webhook event as far as it matters here: <c>{data, type, timestamp}</c>, as Clerk has it.</summary>
/// <param name="SentAt">The envelope's <c>timestamp</c>; null when it has none.</param>
internal sealed record DirectoryEvent(string Type, DateTimeOffset? SentAt, DirectoryUser Data)
{
    private const string UserPrefix = "user.";

    /// <summary>Whether it says something of a user; then it has an id to be of use.</summary>
    public bool IsOfUser => Type.StartsWith(UserPrefix, StringComparison.Ordinal);

    /// <summary>Null for what is no event: not JSON, or no type.</summary>
    public static DirectoryEvent? Read(ReadOnlySpan<byte> json, ProviderKind kind)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var read = Read(ref reader, json, kind);
            // Nothing may follow the event.
            return reader.Read() ? null : read;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // No JSON; or a property's name is no text, with half a surrogate pair.
            return null;
        }
    }

    private static DirectoryEvent? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ProviderKind kind)
    {
        string? type = null;
        DateTimeOffset? sentAt = null;
        DirectoryUser? data = null;

        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
                type = reader.ReadText();
            else if (reader.ValueTextEquals("timestamp"u8))
                sentAt = kind == ProviderKind.Clerk ? reader.ReadMilliseconds() : reader.ReadTime();
            else if (reader.ValueTextEquals("data"u8))
                data = kind == ProviderKind.Clerk ? ClerkUser.Read(ref reader, json) : OpenIdUser.Read(ref reader, json);
            else
                reader.SkipValue();
        }
        return string.IsNullOrEmpty(type) ? null : new DirectoryEvent(type, sentAt, data ?? new DirectoryUser());
    }
}
