using System.Text.Json.Serialization;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>How messages are written in a row of grain state: see <see cref="GrainStateSerializer.Stored"/>, and the same promises as <see cref="UserStateJson"/>.</summary>
[JsonSerializable(typeof(MessageLogState))]
[JsonSerializable(typeof(MessagePage))]
internal sealed partial class MessageStateJson : JsonSerializerContext;
