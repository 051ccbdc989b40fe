using System.Globalization;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Counts the changes that came by reading a provider's directory only, and tells the operator of them: that provider's webhooks do not
/// arrive.
/// </summary>
internal sealed partial class DriftCount(
    Provider provider, Users users, SyncMetrics metrics, SampledWarnings warnings, TimeProvider clock, ILogger logger)
{
    // Svix tries at once, and again after 5 seconds.
    private static readonly TimeSpan WebhookTime = TimeSpan.FromSeconds(10);

    private const int MaxUnconfirmed = 1000;

    /// <param name="state">What is stored.</param>
    /// <param name="applied">What the lane has read now.</param>
    public async Task<(SyncDrift? Drift, SyncedChange[] Unconfirmed)> Count(SyncState state, AppliedUsers applied)
    {
        var now = clock.GetUtcNow();
        var missed = applied.Changes.Where(read => !IsYoung(read.Change, read.ReadAt)).Select(read => read.Change).ToList();
        var young = applied.Changes.Where(read => IsYoung(read.Change, read.ReadAt)).Select(read => read.Change).ToList();
        foreach (var change in state.Unconfirmed)
        {
            if (IsYoung(change, now))
                young.Add(change);
            else if (await users.CameByReadingOnly(change.ExternalId, change.UpdatedAt))
                missed.Add(change);
        }
        var drift = state.Drift;
        // A webhook of a later change has arrived.
        if (drift is not null && missed.Count == 0 && applied.ByEvent > drift.LastAt)
        {
            ArriveAgain(logger, provider.Name);
            drift = null;
        }
        if (missed.Count > 0)
            drift = Tell(drift, missed);
        return (drift, [.. young.Distinct().Take(MaxUnconfirmed)]);
    }

    private SyncDrift Tell(SyncDrift? before, List<SyncedChange> missed)
    {
        var (first, last) = (missed.Min(change => change.UpdatedAt), missed.Max(change => change.UpdatedAt));
        var drift = new SyncDrift(
            before?.Since < first ? before.Since : first,
            (before?.ByPullOnly ?? 0) + missed.Count,
            before?.LastAt > last ? before.LastAt : last);
        metrics.CountPulled(provider.Name, missed.Count);
        if (provider.HasWebhooks && warnings.ShouldLog(provider.Name, "drift", out _))
            ByPullOnly(logger, drift.ByPullOnly, provider.Name, drift.Since.UtcDateTime.ToString("u", CultureInfo.InvariantCulture));
        return drift;
    }

    // A time that is far in the future says nothing about when the change was made.
    private static bool IsYoung(SyncedChange change, DateTimeOffset at) =>
        at - change.UpdatedAt is var age && age < WebhookTime && age > -WebhookTime;

    [LoggerMessage(
        LogLevel.Warning,
        "{Changes} changes of {Provider} came by pull only: its webhooks do not arrive since {Since}. "
        + "Look at the endpoint at the provider, and at refused deliveries in this log.")]
    private static partial void ByPullOnly(ILogger logger, long changes, string provider, string since);

    [LoggerMessage(LogLevel.Information, "Webhooks of {Provider} arrive again.")]
    private static partial void ArriveAgain(ILogger logger, string provider);
}
