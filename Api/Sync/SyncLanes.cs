using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Runs the lanes: the head lane reads what has changed lately, the deletion lane looks for users that are gone, and deletes none.
/// </summary>
internal sealed partial class SyncLanes(
    IDirectory directory, SyncJob job, Users users, DriftCount drift, TimeProvider clock, ILogger logger)
{
    // The webhook of a deletion may arrive a moment later.
    private static readonly TimeSpan WebhookTime = TimeSpan.FromSeconds(5);

    private readonly Provider _provider = directory.Provider;
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    public async Task Run(CancellationToken cancellationToken)
    {
        SyncUpdate update;
        try
        {
            if (await directory.FindMismatch(job, cancellationToken) is { } mismatch)
                throw new SyncFailedException(mismatch);
            update = job.Work.Kind == SyncWorkKind.Head ? await ReadHead(cancellationToken) : await ReadDeletions(cancellationToken);
        }
        catch (ProviderException fault)
        {
            NotRead(logger, job.Work.Kind, _provider.Name, fault.Message);
            update = new SyncUpdate { Lane = Lane(new SyncCounts(), fault.Message) };
        }
        await job.SavePatiently(update, cancellationToken);
    }

    private async Task<SyncUpdate> ReadHead(CancellationToken cancellationToken)
    {
        var state = job.Work.State;
        var (position, applied) = await directory.ReadChanges(state.HeadPosition, job, cancellationToken);
        // The first time nothing can be told apart from what was there before.
        var counted = await drift.Count(state, state.HeadPosition is null ? AppliedUsers.None : applied);
        return new SyncUpdate
        {
            Lane = Lane(applied.Counts, error: null),
            HeadPosition = position,
            Drift = counted.Drift,
            Unconfirmed = counted.Unconfirmed,
        };
    }

    private async Task<SyncUpdate> ReadDeletions(CancellationToken cancellationToken)
    {
        var state = job.Work.State;
        var (gone, applied) = await directory.FindGone(job, GoneLimit.None, cancellationToken);
        if (gone.Count > 0)
        {
            await Task.Delay(WebhookTime, clock, cancellationToken);
            var left = await Task.WhenAll(gone.Select(user => users.Find(ExternalId.Of(_provider.Name, user.Subject)).AsTask()));
            gone = [.. gone.Where((_, at) => left[at] is not null)];
        }
        if (gone.Count > 0 && gone.Count != state.Deletion?.Counts.GoneThere)
            AreGone(logger, gone.Count, _provider.Name);
        var counted = await drift.Count(state, applied);
        return new SyncUpdate
        {
            Lane = Lane(applied.Counts with { GoneThere = gone.Count }, error: null),
            Drift = counted.Drift,
            Unconfirmed = counted.Unconfirmed,
        };
    }

    private SyncLane Lane(SyncCounts counts, string? error) => new()
    {
        StartedAt = _startedAt,
        FinishedAt = clock.GetUtcNow(),
        Counts = counts with { Requests = job.Requests },
        LastError = error,
    };

    [LoggerMessage(LogLevel.Warning, "The lane {Lane} of {Provider} could not read to its end: {Reason}")]
    private static partial void NotRead(ILogger logger, SyncWorkKind lane, string provider, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{Users} users are stored of whom {Provider} says that they do not exist: the webhooks of their deletions did not arrive. "
        + "POST /admin/sync with deleteMissing deletes them.")]
    private static partial void AreGone(ILogger logger, int users, string provider);
}
