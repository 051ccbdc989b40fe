using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The users of an Auth0 tenant.</summary>
internal sealed partial class Auth0Directory(
    Provider provider,
    ProviderClient client,
    ProviderEvents events,
    IUserList list,
    Users users,
    StorePatience patience,
    SyncMetrics metrics,
    TimeProvider clock,
    ILogger<Auth0Directory> logger) : IDirectory
{
    // The provider's clock may be behind.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly Auth0Api _api = new(provider.Auth0Api!, client, clock);
    private (SyncJob Job, HashSet<string> Ids)? _read;
    private bool _hasToldOfEvents;

    public Provider Provider => provider;

    public RequestBudget Budget => client.Budget;

    public bool HasDeletionLane => false;

    public async Task<PulledUser?> Find(string subject, IRequestOwner owner, CancellationToken cancellationToken) =>
        (await _api.Find(subject, owner, cancellationToken)).User;

    public async Task<string?> TryKey(IRequestOwner owner, CancellationToken cancellationToken)
    {
        await _api.Find("auth0|nobody", owner, cancellationToken);
        return null;
    }

    // A tenant's tokens and its API have nothing to compare: the issuer may be a custom domain.
    public Task<string?> FindMismatch(IRequestOwner owner, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public async Task ReadAll(SyncRunProgress progress, CancellationToken cancellationToken) =>
        _read = (progress.Job, await Export(progress.Job).ReadAll(progress, cancellationToken));

    public async Task<Changes> ReadChanges(string? position, SyncJob job, CancellationToken cancellationToken)
    {
        var from = EventPosition.Read(position) ?? new EventPosition { Timestamp = clock.GetUtcNow() - Overlap };
        if (job.IsDryRun)
            return new Changes(position ?? from.Write(), AppliedUsers.None);
        var tally = new EventTally(provider, events, patience, metrics, clock, logger);
        var reached = await new Auth0Events(_api, job, tally, clock, logger).Read(from, cancellationToken);
        if (reached is null && !_hasToldOfEvents)
        {
            _hasToldOfEvents = true;
            HasNoEvents(logger, provider.Name);
        }
        return reached is null ? new Changes(position ?? from.Write(), AppliedUsers.None) : new Changes(reached.Write(), tally.Total);
    }

    public async Task<GoneUsers> FindGone(SyncJob job, GoneLimit limit, CancellationToken cancellationToken)
    {
        var ids = _read is { } read && ReferenceEquals(read.Job, job) ? read.Ids : await Export(job).ReadIds(cancellationToken);
        _read = null;
        return await new Auth0GoneUsers(_api, job, limit, list, users).Find(ids, cancellationToken);
    }

    public void Dispose()
    {
        _api.Dispose();
        client.Dispose();
    }

    private Auth0Export Export(SyncJob job) => new(_api, job, clock, logger);

    [LoggerMessage(
        LogLevel.Information,
        "{Provider} gives no events: its plan has no Events API, or the application does not have the scope read:events. "
        + "Changes come by webhooks and by POST /admin/sync.")]
    private static partial void HasNoEvents(ILogger logger, string provider);
}
