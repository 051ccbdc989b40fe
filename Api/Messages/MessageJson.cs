using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The JSON of messages as clients send and see it.</summary>
[JsonSerializable(typeof(MessageDraft))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(MessageList))]
internal sealed partial class MessageJson : JsonSerializerContext;
