namespace OrleansUsers;

/// <summary>A message as it is kept. It points at its author and knows no name: who shows it asks for the name of now.</summary>
[GenerateSerializer, Immutable, Alias("Message")]
public sealed record Message
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Channel { get; init; }

    [Id(2)] public required string Body { get; init; }

    /// <summary>The external id of the user who sent it. The user may be gone.</summary>
    [Id(3)] public required string UserId { get; init; }

    /// <summary>When the channel took it, in UTC and whole milliseconds. Never before that of an earlier message of the channel.</summary>
    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who acted as the user when it was sent, by the token's claim <c>act.sub</c>; null when the user did.</summary>
    [Id(5)] public string? Actor { get; init; }

    /// <summary>Whose it is and no more: Orleans writes what goes between grains into its log.</summary>
    public override string ToString() => $"Message {Id}";
}
