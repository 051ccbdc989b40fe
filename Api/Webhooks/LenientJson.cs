using System.Text;
using System.Text.Json;

namespace OrleansUsers.Api;

/// <summary>
/// Reads the values of another system's JSON, one property at a time. A value of another type than expected is as good as missing: one odd
/// field must not keep a user from being stored.
/// </summary>
/// <remarks>A method that reads a value stands on a property name, or an array's item, and ends on the last token of the value.</remarks>
internal static class LenientJson
{
    // With every character escaped, "false" has that many bytes.
    private const int MaxFlagBytes = 30;

    /// <summary>The options of a reader of such JSON. It does not recurse: the size of the text bounds how deep it may nest.</summary>
    public static JsonReaderOptions AnyDepth { get; } = new() { MaxDepth = int.MaxValue };

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

    /// <summary>True or false, as JSON has it or as text in any letter case; null for anything else.</summary>
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

    /// <summary>An object, kept as it is; null for anything else, and for one that nests too deep to be stored.</summary>
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
            // Half a surrogate pair somewhere in it.
            return null;
        }
    }

    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Copies the text that the reader stands on. False for half a surrogate pair, and for bytes that are no UTF-8.</summary>
    /// <param name="into">As long as the bytes of the text are, or longer.</param>
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
