using System.Collections.Immutable;

namespace OrleansUsers;

/// <summary>Messages that lie next to each other in a log.</summary>
[GenerateSerializer, Immutable, Alias("MessageSlice")]
public sealed record MessageSlice
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public required ImmutableArray<Message> Messages { get; init; }

    /// <summary>Where to read on to older messages; null when there are none.</summary>
    [Id(1)] public required MessagePosition? Before { get; init; }
}
