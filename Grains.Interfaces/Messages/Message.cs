namespace OrleansUsers;

/// <summary>A stored message. It has the author's id and not the name, so that readers see the author's current name.</summary>
[GenerateSerializer, Immutable, Alias("Message")]
public sealed record Message
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Channel { get; init; }

    /// <summary>Empty when the author was erased. No message is sent with an empty body.</summary>
    [Id(2)] public required string Body { get; init; }

    /// <summary>The author's external id. The author may have been deleted since.</summary>
    [Id(3)] public required string UserId { get; init; }

    /// <summary>
    /// When the channel's log added the message, in UTC and whole milliseconds. Never before the time of an earlier message there.
    /// </summary>
    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The actor: who sent the message as the user, by the token's claim <c>act.sub</c>; null without one.</summary>
    [Id(5)] public string? Actor { get; init; }

    /// <summary>The author's version when the message was sent; null in messages of earlier builds.</summary>
    [Id(6)] public long? AuthorVersion { get; init; }

    /// <summary>The message without its body. What is blank already is the same object.</summary>
    public Message Blank() => Body.Length == 0 ? this : this with { Body = "" };

    /// <summary>Names the id and nothing else, because Orleans writes the arguments of grain calls into its log.</summary>
    public override string ToString() => $"Message {Id}";
}
