using System.Collections.Immutable;

namespace OrleansUsers;

/// <summary>Consecutive pages of a log, by their numbers from 0.</summary>
[GenerateSerializer, Immutable, Alias("MessagePages")]
public sealed record MessagePages
{
    [Id(0)] public required int First { get; init; }

    [Id(1)] public required int Count { get; init; }

    /// <summary>Only the messages of this author are meant; null means all.</summary>
    [Id(2)] public string? UserId { get; init; }
}

/// <summary>The messages on some pages.</summary>
[GenerateSerializer, Immutable, Alias("MessagesOfPages")]
public sealed record MessagesOfPages
{
    /// <summary>Oldest first.</summary>
    [Id(0)] public required ImmutableArray<Message> Messages { get; init; }

    /// <summary>Whether the log has pages after these.</summary>
    [Id(1)] public required bool HasMore { get; init; }
}
