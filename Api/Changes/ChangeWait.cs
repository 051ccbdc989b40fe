namespace OrleansUsers.Api;

/// <summary>Delays an answer until there is a change: <c>?wait=</c>.</summary>
internal static class ChangeWait
{
    /// <summary>
    /// Reads the feed until there are items. Returns a page without items when the time ends or the process stops first.
    /// </summary>
    /// <returns>Null as <see cref="ChangeFeed.Read"/>.</returns>
    public static async Task<ChangePage?> WaitForItems(
        this ChangeFeed feed,
        ChangeCursor after,
        int limit,
        TimeSpan time,
        ChangeSignal signal,
        TimeProvider clock,
        CancellationToken stopping,
        CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        var start = clock.GetTimestamp();
        while (true)
        {
            // Taken before the feed is read, so that no change in between is missed.
            var changed = signal.Next;
            var page = await feed.Read(after, limit, aborted);
            var left = time - clock.GetElapsedTime(start);
            if (page is null or { Items.Count: > 0 } || left <= TimeSpan.Zero || ended.IsCancellationRequested)
                return page;
            // The page is not the end of the feed if it leads on.
            if (page.Cursor == after)
                await changed.WaitAsync(left, clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            after = page.Cursor;
        }
    }
}
