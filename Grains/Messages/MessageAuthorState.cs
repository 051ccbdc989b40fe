namespace OrleansUsers.Grains;

/// <summary>What is stored of an author of messages.</summary>
[GenerateSerializer, Immutable, Alias("MessageAuthorState")]
internal sealed record MessageAuthorState
{
    /// <summary>The channels, each stored before the author's first message there.</summary>
    [Id(0)] public ValueList<string>? Channels { get; init; }

    /// <summary>Set when the author was erased: the version up to which messages are refused.</summary>
    [Id(1)] public long? ErasedVersion { get; init; }

    public bool IsErasedAt(long version) => version <= ErasedVersion;

    public bool Has(string channel) => Channels?.Items.Contains(channel) ?? false;

    public MessageAuthorState With(string channel) => this with { Channels = new([.. Channels?.Items ?? [], channel]) };
}
