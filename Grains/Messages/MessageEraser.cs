namespace OrleansUsers.Grains;

/// <summary>Blanks the messages of an erased author in every log that may have one. Repeating it is safe.</summary>
/// <remarks>
/// It looks through each page of the channels that the author has posted to. The author's own log does not name every message: a process
/// may have died after the channel's log took it.
/// </remarks>
internal sealed class MessageEraser(IGrainFactory grains, TimeProvider clock)
{
    private const int PagesAtOnce = 32;
    private const int LogsAtOnce = 8;

    public async Task Erase(MessageErasure erasure)
    {
        // From now on the author's grain lets no message in. What it has let in before is at most in these channels.
        var channels = (await grains.GetMessageAuthor(erasure.UserId).Erase(erasure.Version)).ToHashSet(StringComparer.Ordinal);
        var own = grains.GetAuthorLog(erasure.UserId);
        // Earlier builds did not store the channels of an author.
        await foreach (var message in own.ReadAll())
            channels.Add(message.Channel);

        // A log of one author is no larger for keeping it.
        await Erase(own, erasure with { KeptUntil = null });
        var ofChannel = erasure with { KeptUntil = clock.GetUtcNow() + MessageErasure.KeptFor };
        foreach (var some in channels.Chunk(LogsAtOnce))
            await Task.WhenAll(some.Select(channel => Erase(grains.GetChannelLog(channel), ofChannel)));
    }

    private static async Task Erase(IMessageLogGrain log, MessageErasure erasure)
    {
        var pages = await log.Erase(erasure);
        for (var first = 0; first < pages; first += PagesAtOnce)
            await log.ErasePages(new MessagePages { First = first, Count = Math.Min(PagesAtOnce, pages - first) }, erasure);
    }
}
