using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansUsers;

/// <summary>A JSON value that is stored and served as it was received, except for white space. It is never interpreted.</summary>
[GenerateSerializer, Immutable, Alias("RawJson"), JsonConverter(typeof(RawJsonConverter))]
public sealed record RawJson
{
    /// <summary>The deepest nesting that is stored; <c>{}</c> is one level. Databases and clients refuse much deeper values.</summary>
    public const int MaxLevels = 64;

    // Printable ASCII that the serializer writes unchanged: without white space, escapes, and what a browser could read as markup.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(character => (byte)character).Except("&'+<>\\`"u8.ToArray())]);

    private RawJson(string text) => Text = text;

    /// <summary>The value as compact JSON text.</summary>
    [Id(0)] public string Text { get; init; }

    /// <summary>Reads the value at the reader's position. The reader's options limit its depth.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A string in it has half of a surrogate pair.</exception>
    public static RawJson Read(ref Utf8JsonReader reader)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return new RawJson(JsonSerializer.Serialize(value.RootElement, RawJsonContext.AnyDepth.JsonElement));
    }

    /// <summary>
    /// Reads the value at the reader's position and moves the reader to the value's end. Null when it nests deeper than
    /// <see cref="MaxLevels"/>.
    /// </summary>
    /// <inheritdoc cref="Read(ref Utf8JsonReader)"/>
    /// <param name="json">The reader's whole text. Most values are copied from it unchanged.</param>
    public static RawJson? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out bool isTooDeep)
    {
        var start = reader;
        // Checked first, because the time of JsonDocument grows with the square of the depth.
        isTooDeep = SkipLevels(ref reader) > MaxLevels;
        if (isTooDeep)
            return null;
        var text = json[(int)start.TokenStartIndex..(int)reader.BytesConsumed];
        return text.ContainsAnyExcept(Plain) ? Read(ref start) : new RawJson(Encoding.ASCII.GetString(text));
    }

    /// <summary>Skips the value at the reader's position and returns how many levels it has.</summary>
    private static int SkipLevels(ref Utf8JsonReader reader)
    {
        if (!IsStart(reader.TokenType))
            return 0;
        var (top, deepest) = (reader.CurrentDepth, reader.CurrentDepth);
        while (reader.Read() && reader.CurrentDepth > top)
        {
            if (IsStart(reader.TokenType))
                deepest = Math.Max(deepest, reader.CurrentDepth);
        }
        return deepest - top + 1;

        static bool IsStart(JsonTokenType token) => token is JsonTokenType.StartObject or JsonTokenType.StartArray;
    }
}

/// <summary>Reads and writes a <see cref="RawJson"/> as its JSON value.</summary>
public sealed class RawJsonConverter : JsonConverter<RawJson>
{
    /// <inheritdoc/>
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RawJson.Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RawJsonContext : JsonSerializerContext
{
    /// <summary>Writes values of any depth: the reader has limited the depth already.</summary>
    public static RawJsonContext AnyDepth { get; } = new(new JsonSerializerOptions { MaxDepth = int.MaxValue });
}
