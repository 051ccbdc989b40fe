using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Counts webhook events by what became of them.</summary>
internal sealed class WebhookMetrics(Meter meter)
{
    private const string Unknown = "unknown";

    private readonly Counter<long> _events = meter.CreateCounter<long>(
        "orleans_users.webhook.events",
        description: "Webhook events by type and outcome: applied, unchanged, ignored, refused, unreadable, ahead. "
            + "Ignored ones also by reason: type, instance, issuer, test.");

    /// <param name="type">The event's; <c>unknown</c> where no event was read.</param>
    public void Count(WebhookResult result, string type = Unknown)
    {
        var tags = new TagList { { "outcome", Word(result.Outcome) }, { "type", Bounded(type) } };
        if (result.Reason is { } reason)
            tags.Add("reason", reason);
        _events.Add(1, tags);
    }

    private static string Word(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Applied => "applied",
        WebhookOutcome.Unchanged => "unchanged",
        WebhookOutcome.Ignored => "ignored",
        WebhookOutcome.Ahead => "ahead",
        WebhookOutcome.NotSigned or WebhookOutcome.NoToken => "refused",
        _ => "unreadable",
    };

    // A sender may call its events anything, and each new label would be one more number to keep.
    private static string Bounded(string type) => type is "user.created" or "user.updated" or "user.deleted" or Unknown ? type : "other";
}
