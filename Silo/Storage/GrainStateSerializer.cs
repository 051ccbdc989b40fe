using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Storage;

namespace OrleansUsers.Silo;

/// <summary>Writes the state of grains as plain JSON: no type names in it, so that a row never decides which class is made.</summary>
internal sealed class GrainStateSerializer : IGrainStorageSerializer
{
    /// <summary>Every state that such a row may hold, written by the same rules as a user's.</summary>
    public static JsonSerializerOptions Stored { get; } = new(UserStateJson.Stored.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(UserStateJson.Default, MessageStateJson.Default),
    };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input!, Info<T>()));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize(input, Info<T>())!;

    private static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Stored.GetTypeInfo(typeof(T));
}
