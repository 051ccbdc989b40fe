using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>Counts webhook events by what became of them.</summary>
internal sealed class WebhookMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _events = meters.Create("OrleansUsers").CreateCounter<long>(
        "orleans_users.webhook.events",
        description: "Webhook events by type and outcome: applied, unchanged, ignored, refused, unreadable, ahead. "
            + "Ignored ones also by reason: type, instance, issuer, test.");

    public void Count(EventResult result, string type)
    {
        var tags = new TagList { { "outcome", Word(result.Outcome) }, { "type", Bounded(type) } };
        if (result.Reason is { } reason)
            tags.Add("reason", reason);
        _events.Add(1, tags);
    }

    /// <summary>Counts what was not read as an event.</summary>
    public void Count(string outcome) => _events.Add(1, new TagList { { "outcome", outcome }, { "type", "unknown" } });

    private static string Word(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Applied => "applied",
        EventOutcome.Unchanged => "unchanged",
        EventOutcome.Ignored => "ignored",
        EventOutcome.Ahead => "ahead",
        _ => "unreadable",
    };

    // A sender may call its events anything, and each new label would be one more number to keep.
    private static string Bounded(string type) => type is "user.created" or "user.updated" or "user.deleted" or "unknown" ? type : "other";
}
