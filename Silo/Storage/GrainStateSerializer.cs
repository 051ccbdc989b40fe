using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Storage;

namespace OrleansUsers.Silo;

/// <summary>Serializes the state of grains as JSON without type names, so that a row never decides which class is created.</summary>
internal sealed class GrainStateSerializer : IGrainStorageSerializer
{
    /// <summary>The options for every state that a row may hold. They are the same as for a user's state.</summary>
    public static JsonSerializerOptions Stored { get; } = new(UserStateJson.Stored.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(UserStateJson.Default, MessageStateJson.Default, SyncStateJson.Default),
    };

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input!, Info<T>()));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize(input, Info<T>())!;

    private static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Stored.GetTypeInfo(typeof(T));
}
