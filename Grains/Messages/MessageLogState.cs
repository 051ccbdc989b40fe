namespace OrleansUsers.Grains;

/// <summary>The end of a log: the page that is being filled, and how many full ones lie before it, each with a grain of its own.</summary>
[GenerateSerializer, Immutable, Alias("MessageLogState")]
internal sealed record MessageLogState
{
    [Id(0)] public int FullPages { get; init; }

    [Id(1)] public MessagePage LastPage { get; init; } = new();
}
