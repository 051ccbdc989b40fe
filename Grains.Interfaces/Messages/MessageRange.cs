namespace OrleansUsers;

/// <summary>Which messages of a log to read: the newest ones, or the last ones before a position.</summary>
[GenerateSerializer, Immutable, Alias("MessageRange")]
public sealed record MessageRange
{
    /// <summary>The maximum number of messages, at least 1.</summary>
    [Id(0)] public required int Limit { get; init; }

    /// <summary>Only messages before this position are read. Null means the end of the log, and so does a position beyond it.</summary>
    [Id(1)] public MessagePosition? Before { get; init; }
}
