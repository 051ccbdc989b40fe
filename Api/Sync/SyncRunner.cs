using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Does a run: reads all users, then what has changed meanwhile, then looks for users that are gone.</summary>
internal sealed partial class SyncRunner(
    IDirectory directory, SyncJob job, ProviderEvents events, IUserList list, TimeProvider clock, ILogger logger)
{
    private const int DeletedTogether = 100;

    private readonly Provider _provider = directory.Provider;

    public async Task Run(CancellationToken cancellationToken)
    {
        using var progress = new SyncRunProgress(job);
        job.Report = progress.Store;
        string? headPosition = null;
        var (state, error) = (SyncRunState.Completed, default(string));
        try
        {
            if (await directory.FindMismatch(job, cancellationToken) is { } mismatch)
                throw new SyncFailedException(mismatch);
            headPosition = await Read(progress, cancellationToken);
        }
        catch (ProviderException fault)
        {
            (state, error) = (SyncRunState.Failed, fault.Message);
        }
        catch (OperationCanceledException) when (job.Ended.IsCancellationRequested)
        {
            // Another process may have the work now. Then this is not stored.
            state = SyncRunState.Cancelled;
        }
        job.Report = null;
        var run = progress.Current() with
        {
            State = state,
            LastError = error,
            FinishedAt = clock.GetUtcNow(),
            Position = null,
        };
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(10), clock);
        await job.SavePatiently(new SyncUpdate { Run = run, HeadPosition = headPosition }, end.Token);
        var counts = run.Counts;
        Ended(logger, _provider.Name, state, counts.Seen, counts.Created, counts.Updated, counts.GoneThere, counts.Deleted, error);
    }

    private async Task<string?> Read(SyncRunProgress progress, CancellationToken cancellationToken)
    {
        if (!progress.Position.IsRead)
        {
            await directory.ReadAll(progress, cancellationToken);
            await progress.Change(position => position with { IsRead = true }, cancellationToken);
        }
        var other = progress.Position.Other;
        string? headPosition = null;
        if (!job.IsDryRun)
        {
            var changes = await directory.ReadChanges(progress.Position.Start, job, cancellationToken);
            headPosition = changes.Position;
            // These users were seen already, except new ones.
            other += changes.Applied.Counts with { Seen = changes.Applied.Counts.MissingHere, Unchanged = 0, Errors = 0 };
            await progress.Change(position => position with { Start = changes.Position, Other = other }, cancellationToken);
        }
        else
        {
            job.Incomplete = [.. progress.Ranges.Where(range => range.Counts.MissingHere > 0)];
        }
        var usersHere = await list.Count(_provider.Name, cancellationToken);
        var limit = new GoneLimit(usersHere, progress.Request is { DeleteMissing: true, DryRun: false, Force: false });
        var found = await directory.FindGone(job, limit, cancellationToken);
        // After a process was killed, those are found again that were not deleted.
        other += found.Applied.Counts with { GoneThere = other.Deleted - other.GoneThere + found.Gone.Count };
        await progress.Change(position => position with { Other = other }, cancellationToken);
        if (progress.Request is { DeleteMissing: true, DryRun: false })
            await Delete(found.Gone, progress, cancellationToken);
        return headPosition;
    }

    private async Task Delete(
        IReadOnlyList<(string Subject, DateTimeOffset At)> gone, SyncRunProgress progress, CancellationToken cancellationToken)
    {
        foreach (var some in gone.Chunk(DeletedTogether))
        {
            var outcomes = await Task.WhenAll(some.Select(user => events.Delete(_provider, user.Subject, new UserDeletion(user.At))));
            var deleted = outcomes.Count(outcome => outcome == UpsertOutcome.Applied);
            await progress.Change(
                position => position with { Other = position.Other with { Deleted = position.Other.Deleted + deleted } },
                cancellationToken);
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "The sync with {Provider} ended: {State}. Seen {Seen}, created {Created}, updated {Updated}, gone there {GoneThere}, "
        + "deleted {Deleted}. {Error}")]
    private static partial void Ended(
        ILogger logger,
        string provider,
        SyncRunState state,
        long seen,
        long created,
        long updated,
        long goneThere,
        long deleted,
        string? error);
}
