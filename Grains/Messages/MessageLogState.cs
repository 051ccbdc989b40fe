namespace OrleansUsers.Grains;

/// <summary>
/// The stored end of a log: its last page, and the number of full pages before it. Each full page has a grain of its own.
/// </summary>
[GenerateSerializer, Immutable, Alias("MessageLogState")]
internal sealed record MessageLogState
{
    [Id(0)] public int FullPages { get; init; }

    [Id(1)] public MessagePage LastPage { get; init; } = new();
}
