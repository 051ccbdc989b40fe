using System.Text.Json.Serialization;

namespace OrleansUsers.Silo;

/// <summary>Writes and reads the state of syncs as the JSON in rows of grain state, by the rules of <see cref="UserStateJson"/>.</summary>
[JsonSerializable(typeof(SyncState))]
internal sealed partial class SyncStateJson : JsonSerializerContext;
