namespace OrleansUsers;

/// <summary>Which messages of a log to read: the newest ones, or those next before a place.</summary>
[GenerateSerializer, Immutable, Alias("MessageRange")]
public sealed record MessageRange
{
    /// <summary>How many at most; at least one.</summary>
    [Id(0)] public required int Limit { get; init; }

    /// <summary>Only messages that lie before it; null is the end of the log, and so is a place beyond it.</summary>
    [Id(1)] public MessagePosition? Before { get; init; }
}
