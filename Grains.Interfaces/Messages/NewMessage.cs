namespace OrleansUsers;

/// <summary>A message as it is sent.</summary>
[GenerateSerializer, Immutable, Alias("NewMessage")]
public sealed record NewMessage
{
    [Id(0)] public required string Channel { get; init; }

    [Id(1)] public required string Body { get; init; }

    /// <summary>The external id of the user who sends it.</summary>
    [Id(2)] public required string UserId { get; init; }

    /// <summary>Who acts as the user; null when the user does.</summary>
    [Id(3)] public string? Actor { get; init; }

    /// <summary>Whose it is and no more: Orleans writes what goes between grains into its log.</summary>
    public override string ToString() => $"NewMessage {UserId}";
}
