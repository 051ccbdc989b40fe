using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// How a user's state is written in its row. Names never change; what is added later is never required, so that old rows still load.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserState))]
internal sealed partial class UserStateJson : JsonSerializerContext
{
    // No browser reads this text, and an SQL user reads names in any script.
    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    // Public metadata has up to 64 levels of its own, within those of the state.
    private const int MaxDepth = 80;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _text;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The context to use.</summary>
    public static UserStateJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = Readable,
        MaxDepth = MaxDepth,
    });

    /// <summary>
    /// Writes as <see cref="Stored"/> does, by generated code, which serves no context that has an encoder: here the writer has it.
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
