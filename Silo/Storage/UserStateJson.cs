using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// Writes and reads a user's state as the JSON in its row. Names never change, and new members are never required: old rows always load.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserState))]
internal sealed partial class UserStateJson : JsonSerializerContext
{
    // Letters of all scripts stay as they are: SQL users read names in this text, and no browser reads it.
    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    // Public metadata has up to 64 levels (RawJson.MaxLevels), inside the levels of the state.
    private const int MaxDepth = 80;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _text;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The context with the options of stored rows.</summary>
    public static UserStateJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = Readable,
        MaxDepth = MaxDepth,
    });

    /// <summary>
    /// Writes the same text as <see cref="Stored"/>, by generated code. Generated code does not support a context with an encoder, so the
    /// writer has the encoder here.
    /// </summary>
    public static string Write(UserState state)
    {
        var text = _text ??= new ArrayBufferWriter<byte>();
        var writer = _writer ??= new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = Readable, SkipValidation = true });
        text.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, state, Default.UserState);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
