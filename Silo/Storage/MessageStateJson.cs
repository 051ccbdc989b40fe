using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Writes and reads messages as the JSON in rows of grain state, by the rules of <see cref="UserStateJson"/>.</summary>
[JsonSerializable(typeof(MessageLogState))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(MessageAuthorState))]
[JsonSerializable(typeof(MessageErasuresState))]
internal sealed partial class MessageStateJson : JsonSerializerContext;
