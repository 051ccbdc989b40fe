using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Counts webhook events by what became of them.</summary>
internal sealed class WebhookMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _events = meters.Create("OrleansUsers").CreateCounter<long>(
        "orleans_users.webhook.events", description: "Webhook events by type and outcome: applied, unchanged, ignored, refused, unreadable.");

    public void Count(EventOutcome outcome, string type) => Count(outcome == EventOutcome.Applied ? "applied" : outcome == EventOutcome.Ignored ? "ignored" : "unchanged", type);

    public void Count(string outcome, string type = "unknown") =>
        _events.Add(1, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("type", Bounded(type)));

    // A sender may call its events anything, and each new label would be one more number to keep.
    private static string Bounded(string type) => type is "user.created" or "user.updated" or "user.deleted" or "unknown" ? type : "other";
}
