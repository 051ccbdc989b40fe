namespace OrleansUsers.Grains.Tests;

/// <summary>Reads logs as clients do: from the newest page back.</summary>
internal static class LogReader
{
    /// <summary>The bodies of the newest messages, oldest first.</summary>
    public static async Task<string[]> Newest(this IMessageLogGrain log, int limit = 100) =>
        [.. (await log.Read(new MessageRange { Limit = limit })).Messages.Select(message => message.Body)];

    /// <summary>All pages, newest first. Each page is read after the caller got the one before.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<Message>> Pages(this IMessageLogGrain log, int limit)
    {
        MessagePosition? before = null;
        do
        {
            var slice = await log.Read(new MessageRange { Limit = limit, Before = before });
            yield return slice.Messages;
            before = slice.Before;
        }
        while (before is not null);
    }

    /// <summary>All messages, oldest first.</summary>
    public static async Task<Message[]> All(this IMessageLogGrain log, int limit = 100)
    {
        var all = new List<Message>();
        await foreach (var page in log.Pages(limit))
            all.InsertRange(0, page);
        return [.. all];
    }
}
