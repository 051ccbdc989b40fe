using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansUsers;

/// <summary>A JSON value that is stored and served as it was received, without white space, and never looked into.</summary>
[GenerateSerializer, Immutable, Alias("RawJson"), JsonConverter(typeof(RawJsonConverter))]
public sealed record RawJson
{
    // Printable ASCII, save what is written otherwise than it is read: white space, escapes, and what a browser could take for markup.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(character => (byte)character).Except("&'+<>\\`"u8.ToArray())]);

    private RawJson(string text) => Text = text;

    /// <summary>The value as compact JSON text.</summary>
    [Id(0)] public string Text { get; init; }

    /// <summary>Reads the value the reader stands on.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A string in it has half a surrogate pair and so is no text.</exception>
    public static RawJson Read(ref Utf8JsonReader reader)
    {
        return Read(ref reader, []);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader)"/>
    /// <param name="json">The text that the reader reads, from its start: most values are taken from it as they are.</param>
    public static RawJson Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!json.IsEmpty)
        {
            var end = reader;
            end.Skip();
            var text = json[(int)reader.TokenStartIndex..(int)end.BytesConsumed];
            if (!text.ContainsAnyExcept(Plain))
            {
                reader = end;
                return new RawJson(Encoding.ASCII.GetString(text));
            }
        }
        using var value = JsonDocument.ParseValue(ref reader);
        return new RawJson(JsonSerializer.Serialize(value.RootElement, RawJsonContext.Default.JsonElement));
    }
}

/// <summary>Writes a <see cref="RawJson"/> as the value it is.</summary>
public sealed class RawJsonConverter : JsonConverter<RawJson>
{
    /// <inheritdoc/>
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RawJson.Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text, skipInputValidation: true);
}

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RawJsonContext : JsonSerializerContext;
