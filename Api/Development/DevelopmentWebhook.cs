using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Completes an event that a developer wrote by hand. The text is not parsed into objects, because it may nest as deep as a real event.
/// </summary>
internal static class DevelopmentWebhook
{
    /// <summary>
    /// Returns the event with <c>object</c> and <c>timestamp</c> added where they are missing; null when it is not a JSON object.
    /// </summary>
    public static byte[]? Complete(ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        try
        {
            var reader = new Utf8JsonReader(json, LenientJson.AnyDepth);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return null;
            var start = (int)reader.BytesConsumed;
            bool isEmpty = true, hasObject = false, hasTime = false;
            while (reader.NextProperty())
            {
                isEmpty = false;
                hasObject |= reader.ValueTextEquals("object"u8);
                hasTime |= reader.ValueTextEquals("timestamp"u8);
                reader.SkipValue();
            }
            if (reader.Read())
                return null;
            var missing = new List<string>();
            if (!hasObject)
                missing.Add("\"object\":\"event\"");
            if (!hasTime)
                missing.Add(string.Create(CultureInfo.InvariantCulture, $"\"timestamp\":{now.ToUnixTimeMilliseconds()}"));
            var added = string.Join(',', missing) + (missing.Count > 0 && !isEmpty ? "," : "");
            return [.. json[..start], .. Encoding.UTF8.GetBytes(added), .. json[start..]];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
