namespace OrleansUsers;

/// <summary>A message as it is sent, before a log gives it an id and a time.</summary>
[GenerateSerializer, Immutable, Alias("NewMessage")]
public sealed record NewMessage
{
    [Id(0)] public required string Channel { get; init; }

    [Id(1)] public required string Body { get; init; }

    /// <summary>The author's external id.</summary>
    [Id(2)] public required string UserId { get; init; }

    /// <summary>The actor: who sends the message as the user, by the token's claim <c>act.sub</c>; null without one.</summary>
    [Id(3)] public string? Actor { get; init; }

    /// <summary>The author's version when the author was checked; null from earlier builds.</summary>
    [Id(4)] public long? AuthorVersion { get; init; }

    /// <summary>
    /// When the author's grain let the message in. A log refuses a message that is older than <see cref="MessageErasure.MaxDelay"/>.
    /// </summary>
    [Id(5)] public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Names the user and nothing else, because Orleans writes the arguments of grain calls into its log.</summary>
    public override string ToString() => $"NewMessage {UserId}";
}
