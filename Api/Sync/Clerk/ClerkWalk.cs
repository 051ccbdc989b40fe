namespace OrleansUsers.Api;

/// <summary>
/// Reads all users of Clerk: by pages with a cursor, in the order of their creation, and several ranges of creation times at once.
/// </summary>
internal sealed class ClerkWalk(ClerkApi api, SyncRunProgress progress)
{
    private const int MaxRounds = 4;

    private readonly SyncJob _job = progress.Job;

    public async Task Run(CancellationToken cancellationToken)
    {
        if (progress.Ranges.Count == 0)
        {
            var (total, ranges) = await new CreationSplit(api, _job).Run(cancellationToken);
            await progress.Begin(total, ranges, cancellationToken);
        }
        for (var round = 1; ; round++)
        {
            await ReadAll(cancellationToken);
            var total = await api.Count("", _job, cancellationToken);
            var seen = progress.Counts.Seen;
            if (total <= seen)
                return;
            if (round == MaxRounds)
                throw new SyncFailedException(
                    $"Clerk counts {total} users, and its list has {seen}. Not every user was seen: start again.");
            await Reopen(cancellationToken);
        }
    }

    private async Task ReadAll(CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, progress.Ranges.Count).Select(async at =>
        {
            try
            {
                await Read(at, failed.Token);
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        }));
    }

    private async Task Read(int at, CancellationToken cancellationToken)
    {
        while (progress.Ranges[at] is { IsDone: false } range)
        {
            var page = await NextPage(range, cancellationToken);
            if (page is null)
            {
                await progress.Replace(at, range.WithoutCursor(), cancellationToken);
                continue;
            }
            var known = range.Cursor is null ? 0 : range.AfterCursor;
            var users = page.Users.Skip(known).Where(user => range.Contains(user.CreatedAt) && !range.HasRead(user));
            var applied = await _job.Apply(users, cancellationToken);
            await progress.Replace(
                at, range.After(page, applied.Counts) with { IsDone = page.Users.Count < ClerkApi.MaxPage }, cancellationToken);
        }
    }

    /// <summary>The next page; null when Clerk does not know the user of the cursor any more.</summary>
    private async Task<ClerkPage?> NextPage(CreationRange range, CancellationToken cancellationToken)
    {
        var query = $"&order_by=created_at{CreationRange.FilterOf(range.Bound, range.To)}";
        if (range.Cursor is not { } cursor)
            return await api.List(query, ClerkApi.MaxPage, _job, cancellationToken);
        try
        {
            var page = await api.List($"{query}&starting_after={Uri.EscapeDataString(cursor)}", ClerkApi.MaxPage, _job, cancellationToken);
            // What Clerk does with the cursor of a deleted user is not documented. The list may start over, or be empty.
            return page.Users.Count == 0 || page.Users.FirstOrDefault(user => user.CreatedAt is not null)?.CreatedAt < range.Last
                ? null
                : page;
        }
        catch (RequestRefusedException)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes ranges be read again in which Clerk counts more users than were read: from their last user on, and the next time from their
    /// start. A list may have ended too early, or a user was created meanwhile.
    /// </summary>
    private async Task Reopen(CancellationToken cancellationToken)
    {
        for (var at = 0; at < progress.Ranges.Count; at++)
        {
            var range = progress.Ranges[at];
            if (await api.Count(range.Filter, _job, cancellationToken) > range.Counts.Seen)
                await progress.Replace(at, range.Reopened(_job.IsDryRun), cancellationToken);
        }
    }
}
