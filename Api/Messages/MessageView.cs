namespace OrleansUsers.Api;

/// <summary>A message as clients see it, with its author's name now.</summary>
internal sealed record MessageView(string Id, string Channel, string Body, string UserId, string Author, DateTimeOffset CreatedAt)
{
    private const string NobodyAnyMore = "Anonymous";

    public static MessageView Of(Message message, User? author) =>
        new(message.Id, message.Channel, message.Body, message.UserId, author?.Name ?? NobodyAnyMore, message.CreatedAt);
}
