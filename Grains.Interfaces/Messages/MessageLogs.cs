namespace OrleansUsers;

/// <summary>Finds logs. Each message is in two: the log of its channel and the log of its author.</summary>
public static class MessageLogs
{
    /// <summary>The channel of a message that is sent without one.</summary>
    public const string DefaultChannel = "general";

    private const int MaxChannelLength = 100;

    /// <summary>True for 1 to 100 UTF-16 code units of text that follow the rules of an external id.</summary>
    public static bool IsUsableChannel(string? channel) => channel is { Length: <= MaxChannelLength } && ExternalId.IsUsable(channel);

    /// <summary>The log of a channel. The channel's name must be usable (<see cref="IsUsableChannel"/>).</summary>
    public static IMessageLogGrain GetChannelLog(this IGrainFactory grains, string channel) =>
        grains.GetGrain<IMessageLogGrain>(GrainKey.EncodeBounded($"channel:{channel}"));

    /// <summary>The log of the author with this external id, over all channels.</summary>
    public static IMessageLogGrain GetAuthorLog(this IGrainFactory grains, string externalId) =>
        grains.GetGrain<IMessageLogGrain>(GrainKey.EncodeBounded($"author:{externalId}"));

    /// <summary>What is known of this author of messages.</summary>
    public static IMessageAuthorGrain GetMessageAuthor(this IGrainFactory grains, string externalId) =>
        grains.GetGrain<IMessageAuthorGrain>(GrainKey.EncodeBounded(externalId));

    /// <summary>The erasures under way.</summary>
    public static IMessageErasuresGrain GetMessageErasures(this IGrainFactory grains) =>
        grains.GetGrain<IMessageErasuresGrain>(GrainKey.Encode("all"));
}
