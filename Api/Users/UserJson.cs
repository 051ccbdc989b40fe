using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The JSON of users as clients see it.</summary>
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(PublicProfile))]
[JsonSerializable(typeof(PublicProfile[]))]
internal sealed partial class UserJson : JsonSerializerContext;

/// <summary>Times as ISO 8601 in UTC with milliseconds.</summary>
internal sealed class IsoTime : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte["yyyy-MM-ddTHH:mm:ss.fffZ".Length];
        value.UtcDateTime.TryFormat(text, out _, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text);
    }

    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
