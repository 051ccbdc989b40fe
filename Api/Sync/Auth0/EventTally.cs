namespace OrleansUsers.Api;

/// <summary>Applies events that were pulled from Auth0 as those that it sends, and counts what came of them.</summary>
internal sealed partial class EventTally(
    Provider provider, ProviderEvents events, StorePatience patience, SyncMetrics metrics, TimeProvider clock, ILogger logger)
{
    private readonly List<AppliedUsers> _all = [];

    /// <summary>What came of all events.</summary>
    public AppliedUsers Total => _all.Count == 0 ? AppliedUsers.None : AppliedUsers.Sum(_all);

    /// <summary>Applies an event. Tries again while the store fails.</summary>
    /// <param name="received">Null for one that could not be read.</param>
    public async Task Apply(ProviderEvent? received, string name, CancellationToken cancellationToken)
    {
        var applied = received is null
            ? Unreadable(name)
            : Count(received, await patience.Repeat(() => events.Apply(provider, received), cancellationToken));
        metrics.Count(provider.Name, applied.Counts);
        _all.Add(applied);
    }

    private AppliedUsers Count(ProviderEvent received, WebhookResult result)
    {
        var madeAt = received.IsDeletion ? received.SentAt : received.Data.UpdatedAt ?? received.SentAt;
        switch (result.Outcome)
        {
            case WebhookOutcome.Applied:
                var counts = received switch
                {
                    { IsDeletion: true } => new SyncCounts { Seen = 1, Deleted = 1 },
                    { Type: "user.created" } => new SyncCounts { Seen = 1, MissingHere = 1, Created = 1 },
                    _ => new SyncCounts { Seen = 1, StaleHere = 1, Updated = 1 },
                };
                var change = madeAt is { } time ? new SyncedChange(result.UserId!, time) : null;
                return AppliedUsers.None with { Counts = counts, Changes = change is null ? [] : [(change, clock.GetUtcNow())] };
            case WebhookOutcome.Unchanged:
                return AppliedUsers.None with { Counts = new SyncCounts { Seen = 1, Unchanged = 1 }, ByEvent = madeAt };
            case WebhookOutcome.Ignored:
                return AppliedUsers.None;
            default:
                return Unreadable(result.UserId ?? received.Id ?? received.Type);
        }
    }

    private AppliedUsers Unreadable(string name)
    {
        NotRead(logger, provider.Name, name);
        return AppliedUsers.None with { Counts = new SyncCounts { Seen = 1, Errors = 1 } };
    }

    [LoggerMessage(LogLevel.Warning, "An event of {Provider} could not be read and was left out: {Event}")]
    private static partial void NotRead(ILogger logger, string provider, string @event);
}
