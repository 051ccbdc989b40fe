using System.Text;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads the values of another system's JSON, one property at a time. A value of an unexpected type counts as missing, so that one wrong
/// field does not prevent a user from being stored.
/// </summary>
/// <remarks>
/// When a method that reads a value is called, the reader is on a property name or an array's item. Afterwards it is on the last token of
/// the value.
/// </remarks>
internal static class LenientJson
{
    // The length of "false" with every character escaped.
    private const int MaxFlagBytes = 30;

    /// <summary>Reader options without a limit of depth. The reader does not recurse, so the size of the text is limit enough.</summary>
    public static JsonReaderOptions AnyDepth { get; } = new() { MaxDepth = int.MaxValue };

    /// <summary>Moves to the next property name of the object; false at its end.</summary>
    public static bool NextProperty(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>The length in bytes of the property name that the reader is on.</summary>
    public static int NameLength(this ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetByteCount(reader.GetString()!) : reader.ValueSpan.Length;

    /// <summary>Moves to the value. Returns true when its first token is of this type; otherwise skips the value.</summary>
    public static bool TryReach(this ref Utf8JsonReader reader, JsonTokenType token)
    {
        reader.Read();
        if (reader.TokenType == token)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>
    /// Reads a text to store. Returns an empty text for JSON null, which means that there is none, and null for anything else.
    /// </summary>
    public static string? ReadText(this ref Utf8JsonReader reader)
    {
        var text = reader.ReadId()?.WithoutNul();
        return reader.TokenType == JsonTokenType.Null ? "" : text;
    }

    /// <summary>Reads a text that identifies something, unchanged. Returns null for anything else.</summary>
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
            // The text has half a surrogate pair, or bytes that are not UTF-8.
            return null;
        }
    }

    /// <summary>Reads true or false, as JSON or as text in any letter case. Returns null for anything else.</summary>
    public static bool? ReadFlag(this ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String when reader.ValueSpan.Length <= MaxFlagBytes:
                Span<char> text = stackalloc char[MaxFlagBytes];
                return !reader.TryCopyText(text, out var length) ? null
                    : Ascii.EqualsIgnoreCase(text[..length], "true") ? true
                    : Ascii.EqualsIgnoreCase(text[..length], "false") ? false
                    : null;
            default:
                reader.Skip();
                return null;
        }
    }

    /// <summary>
    /// Reads an object without changing it. Returns null for anything else, and for an object that nests too deep to be stored.
    /// </summary>
    /// <param name="json">The text that the reader reads, from its start.</param>
    public static RawJson? ReadObject(this ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out bool isTooDeep)
    {
        isTooDeep = false;
        if (!reader.TryReach(JsonTokenType.StartObject))
            return null;
        try
        {
            return RawJson.Read(ref reader, json, out isTooDeep);
        }
        catch (InvalidOperationException)
        {
            // The object has half a surrogate pair somewhere.
            return null;
        }
    }

    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Copies the text that the reader is on. Returns false for half a surrogate pair, and for bytes that are not UTF-8.</summary>
    /// <param name="into">At least as long as the text has bytes.</param>
    public static bool TryCopyText(this ref Utf8JsonReader reader, scoped Span<char> into, out int length)
    {
        try
        {
            length = reader.CopyString(into);
            return true;
        }
        catch (InvalidOperationException)
        {
            length = 0;
            return false;
        }
    }
}
