using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The column <c>undelivered</c> of the table <c>change_delivery</c>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<UndeliveredChange>))]
internal sealed partial class DeliveryJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<UndeliveredChange> undelivered) =>
        JsonSerializer.Serialize(undelivered, Default.IReadOnlyListUndeliveredChange);

    public static IReadOnlyList<UndeliveredChange> Read(string json) =>
        JsonSerializer.Deserialize(json, Default.IReadOnlyListUndeliveredChange) ?? [];
}
