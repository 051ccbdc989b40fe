using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Counts webhook events by their outcome.</summary>
internal sealed class WebhookMetrics(Meter meter)
{
    private const string Unknown = "unknown";

    private readonly Counter<long> _events = meter.CreateCounter<long>(
        "orleans_users.webhook.events",
        description: "Webhook events by type and outcome: applied, unchanged, ignored, refused, unreadable, ahead. "
            + "Ignored ones also by reason: type, instance, issuer, test.");

    /// <param name="type">The type of the event; <c>unknown</c> when no event was read.</param>
    public void Count(WebhookResult result, string type = Unknown)
    {
        var tags = new TagList { { "outcome", TagOf(result.Outcome) }, { "type", Bounded(type) } };
        if (result.Reason is { } reason)
            tags.Add("reason", reason);
        _events.Add(1, tags);
    }

    private static string TagOf(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Applied => "applied",
        WebhookOutcome.Unchanged => "unchanged",
        WebhookOutcome.Ignored => "ignored",
        WebhookOutcome.Ahead => "ahead",
        WebhookOutcome.NotSigned or WebhookOutcome.NoToken => "refused",
        _ => "unreadable",
    };

    // The sender chooses the type, and each new tag value is a further time series in memory.
    private static string Bounded(string type) => type is "user.created" or "user.updated" or "user.deleted" or Unknown ? type : "other";
}
