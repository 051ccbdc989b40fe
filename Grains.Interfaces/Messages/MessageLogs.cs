namespace OrleansUsers;

/// <summary>The logs there are. A message is in that of its channel and in that of its author.</summary>
public static class MessageLogs
{
    /// <summary>The channel of a message that names none.</summary>
    public const string DefaultChannel = "general";

    private const int MaxChannelLength = 100;

    /// <summary>True for 1 to 100 code units of text that could be an external id.</summary>
    public static bool IsUsableChannel(string? channel) => channel is { Length: <= MaxChannelLength } && ExternalId.IsUsable(channel);

    /// <summary>The messages of a channel, whose name must be usable.</summary>
    public static IMessageLogGrain GetChannelLog(this IGrainFactory grains, string channel) =>
        grains.GetGrain<IMessageLogGrain>(GrainKey.EncodeBounded($"channel:{channel}"));

    /// <summary>The messages of the user with this external id, over all channels.</summary>
    public static IMessageLogGrain GetAuthorLog(this IGrainFactory grains, string externalId) =>
        grains.GetGrain<IMessageLogGrain>(GrainKey.EncodeBounded($"author:{externalId}"));
}
