using System.Text;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads the values of another system's JSON, one property at a time. A value of another type than expected is as good as missing: one odd field must
/// not keep a user from being stored.
/// </summary>
/// <remarks>A method that reads a value stands on a property name, or an array's item, and ends on the last token of the value.</remarks>
internal static class LenientJson
{
    // The year 9999 ends there, and DateTimeOffset with it.
    private const long MaxMilliseconds = 253_402_300_799_999;

    // Early in 1973; as seconds it would be in the year 5138.
    private const long MinMilliseconds = 100_000_000_000;

    /// <summary>Moves to the next property name of the object; false at its end.</summary>
    public static bool NextProperty(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>How many bytes the property name has that the reader stands on.</summary>
    public static int NameLength(this ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetByteCount(reader.GetString()!) : reader.ValueSpan.Length;

    /// <summary>Moves to the value. True when it is, or opens with, such a token; else the value is passed over.</summary>
    public static bool TryReach(this ref Utf8JsonReader reader, JsonTokenType token)
    {
        reader.Read();
        if (reader.TokenType == token)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>A text to store; empty for null, which says that there is none; null for anything else.</summary>
    public static string? ReadText(this ref Utf8JsonReader reader)
    {
        var text = reader.ReadId()?.WithoutNul();
        return reader.TokenType == JsonTokenType.Null ? "" : text;
    }

    /// <summary>A text as it is written, to tell things apart by; null for anything else.</summary>
    public static string? ReadId(this ref Utf8JsonReader reader)
    {
        if (!reader.TryReach(JsonTokenType.String))
            return null;
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8.
            return null;
        }
    }

    /// <summary>A time in milliseconds since 1970, as Clerk has it.</summary>
    public static DateTimeOffset? ReadMilliseconds(this ref Utf8JsonReader reader) =>
        reader.TryReach(JsonTokenType.Number) && reader.TryGetDouble(out var milliseconds) ? Time(milliseconds) : null;

    /// <summary>A time as ISO 8601 text, as Auth0 has it, or as a number of seconds since 1970, as OpenID Connect has it, or of milliseconds.</summary>
    public static DateTimeOffset? ReadTime(this ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetDouble(out var number):
                return Time(number < MinMilliseconds ? number * 1000 : number);
            case JsonTokenType.String when reader.TryGetDateTimeOffset(out var time):
                return time.ToUniversalTime();
            default:
                reader.Skip();
                return null;
        }
    }

    public static bool ReadFlag(this ref Utf8JsonReader reader) => reader.TryReach(JsonTokenType.True);

    /// <summary>An object, kept as it is.</summary>
    /// <param name="json">The text that the reader reads, from its start.</param>
    public static RawJson? ReadObject(this ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.TryReach(JsonTokenType.StartObject))
            return null;

        var from = reader;
        reader.Skip();
        try
        {
            return RawJson.Read(ref from, json);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair somewhere in it.
            return null;
        }
    }

    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static DateTimeOffset? Time(double milliseconds) =>
        milliseconds is >= 0 and <= MaxMilliseconds ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
}
