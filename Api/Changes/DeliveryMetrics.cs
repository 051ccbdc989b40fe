using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Measures the sending of changes. All values are 0 in a process that is not the sender.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dropped;

    // The numbers are read by another thread than the sender's.
    private volatile State _state = new(0, null);

    public DeliveryMetrics(Meter meter, TimeProvider clock)
    {
        meter.CreateObservableGauge(
            "orleans_users.changes.lag", () => _state.AgeAt(clock.GetUtcNow()), "s", "Age of the oldest change that is not delivered.");
        meter.CreateObservableGauge(
            "orleans_users.changes.undelivered", () => _state.Undelivered,
            description: "Changes that were read from the journal and are not delivered; 1,000 at most.");
        _delivered = meter.CreateCounter<long>("orleans_users.changes.delivered", description: "Changes that the receiver accepted.");
        _failed = meter.CreateCounter<long>(
            "orleans_users.changes.failed",
            description: "Tries that failed, by reason: refused, redirect, timeout, unreachable, no_answer.");
        _dropped = meter.CreateCounter<long>(
            "orleans_users.changes.dropped", description: "Changes that left the journal before they were delivered.");
        // A counter is exported from its first value on.
        _delivered.Add(0);
        _dropped.Add(0);
        foreach (var outcome in Enum.GetValues<DeliveryOutcome>().Where(IsFailure))
            _failed.Add(0, TagOf(outcome));
    }

    /// <summary>Counts a try that reached its end.</summary>
    public void Count(DeliveryOutcome outcome)
    {
        if (outcome == DeliveryOutcome.Accepted)
            _delivered.Add(1);
        else if (IsFailure(outcome))
            _failed.Add(1, TagOf(outcome));
    }

    public void CountDropped(int changes) => _dropped.Add(changes);

    public void Show(UndeliveredChanges changes) => _state = new State(changes.Count, changes.OldestAt);

    /// <summary>This process is not the sender.</summary>
    public void Clear() => _state = new State(0, null);

    /// <summary>Whether it is a failure of the receiver.</summary>
    public static bool IsFailure(DeliveryOutcome outcome) =>
        outcome is not (DeliveryOutcome.Accepted or DeliveryOutcome.NotRead or DeliveryOutcome.TooEarly or DeliveryOutcome.Cancelled);

    private static KeyValuePair<string, object?> TagOf(DeliveryOutcome outcome) => new("reason", outcome switch
    {
        DeliveryOutcome.Refused => "refused",
        DeliveryOutcome.Redirect => "redirect",
        DeliveryOutcome.Timeout => "timeout",
        DeliveryOutcome.Unreachable => "unreachable",
        _ => "no_answer",
    });

    private sealed record State(int Undelivered, DateTimeOffset? OldestAt)
    {
        // The time of a change is that of the database, whose clock may be ahead.
        public double AgeAt(DateTimeOffset now) => OldestAt is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0;
    }
}
