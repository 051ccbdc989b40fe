using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Compares and applies the users that a provider has listed.</summary>
internal sealed partial class SyncUsers(
    Users users, ProviderSet providers, StorePatience patience, TimeProvider clock, ILogger<SyncUsers> logger)
    : IDisposable
{
    // A webhook waits for all that is before it in the queue of the database. With two groups of 250 it took twice as long.
    private const int MaxAtOnce = 100;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>
    /// Applies the users, one group after the other. A group shares reads and commits. Tries again while the store fails.
    /// </summary>
    public async Task<AppliedUsers> Apply(
        Provider provider, IEnumerable<PulledUser> pulled, bool isDryRun, CancellationToken cancellationToken)
    {
        var outcomes = new List<Outcome>();
        foreach (var group in pulled.Chunk(MaxAtOnce))
            outcomes.AddRange(await ApplyGroup(provider, group, isDryRun, cancellationToken));
        var counts = outcomes.Aggregate(new SyncCounts(), (sum, one) => sum + one.Counts);
        return new(
            counts,
            [.. outcomes.Where(one => one.Change is not null).Select(one => (one.Change!, one.ReadAt))],
            outcomes.Max(one => one.ByEvent));
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Outcome[]> ApplyGroup(
        Provider provider, PulledUser[] group, bool isDryRun, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.WhenAll(group.Select(user => Apply(provider, user, isDryRun, cancellationToken)));
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Outcome> Apply(Provider provider, PulledUser pulled, bool isDryRun, CancellationToken cancellationToken)
    {
        if (pulled.User?.UpdatedAt is null || providers.ExternalIdOf(provider, pulled.User.Id) is not { } id)
        {
            Unreadable(logger, provider.Name, pulled.Name);
            return new(new SyncCounts { Seen = 1, Errors = 1 });
        }
        var snapshot = pulled.Snapshot(provider, clock.GetUtcNow());
        var compared = await patience.Repeat(() => users.Compare(id, snapshot), cancellationToken);
        var isChanged = compared.Outcome is ComparisonOutcome.Created or ComparisonOutcome.Updated;
        if (isChanged && !isDryRun)
        {
            var isNew = compared.IsNew;
            // After a failure the row may be there.
            await patience.Repeat(() => users.Apply(id, compared.Snapshot, isNew), cancellationToken, () => isNew = false);
        }
        return new(CountsOf(compared.Outcome, isDryRun))
        {
            Change = compared.IsNewer ? new SyncedChange(id, compared.Snapshot.UpdatedAt) : null,
            ReadAt = pulled.ReadAt,
            ByEvent = compared.CameByEvent ? compared.Snapshot.UpdatedAt : null,
        };
    }

    private static SyncCounts CountsOf(ComparisonOutcome outcome, bool isDryRun) => outcome switch
    {
        ComparisonOutcome.Created => new() { Seen = 1, MissingHere = 1, Created = isDryRun ? 0 : 1 },
        ComparisonOutcome.Updated => new() { Seen = 1, StaleHere = 1, Updated = isDryRun ? 0 : 1 },
        _ => new() { Seen = 1, Unchanged = 1 },
    };

    private sealed record Outcome(SyncCounts Counts)
    {
        public SyncedChange? Change { get; init; }

        public DateTimeOffset ReadAt { get; init; }

        public DateTimeOffset? ByEvent { get; init; }
    }

    [LoggerMessage(LogLevel.Warning, "A user of {Provider} could not be read and was left out: {User}")]
    private static partial void Unreadable(ILogger logger, string provider, string user);
}
