using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>A message as clients see it, with the current public name of its author.</summary>
internal sealed record MessageView(
    string Id,
    string Channel,
    string Body,
    string UserId,
    string Author,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Actor,
    DateTimeOffset CreatedAt)
{
    public static MessageView Of(Message message, User? author) => new(
        message.Id,
        message.Channel,
        message.Body,
        message.UserId,
        author?.PublicName ?? UserName.Nameless,
        message.Actor,
        message.CreatedAt);
}
