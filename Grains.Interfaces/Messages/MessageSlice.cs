using System.Collections.Immutable;

namespace OrleansUsers;

/// <summary>Consecutive messages of a log.</summary>
[GenerateSerializer, Immutable, Alias("MessageSlice")]
public sealed record MessageSlice
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public required ImmutableArray<Message> Messages { get; init; }

    /// <summary>The position before which older messages are; null when there are none.</summary>
    [Id(1)] public required MessagePosition? Before { get; init; }
}
