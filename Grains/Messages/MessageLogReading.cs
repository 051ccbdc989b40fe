namespace OrleansUsers.Grains;

/// <summary>Reads whole logs.</summary>
public static class MessageLogReading
{
    // As much as a grain call carries in well under a second.
    private const int PagesAtOnce = 16;

    /// <summary>Every message of the log, oldest first, also those that are added while it is read.</summary>
    /// <param name="userId">Only the messages of this author; null means all.</param>
    public static async IAsyncEnumerable<Message> ReadAll(this IMessageLogGrain log, string? userId = null)
    {
        var hasMore = true;
        for (var first = 0; hasMore; first += PagesAtOnce)
        {
            var pages = await log.ReadPages(new MessagePages { First = first, Count = PagesAtOnce, UserId = userId });
            foreach (var message in pages.Messages)
                yield return message;
            hasMore = pages.HasMore;
        }
    }
}
