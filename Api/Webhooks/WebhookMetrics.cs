using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace OrleansUsers.Api;

/// <summary>Measures the webhooks of each provider: how many had which outcome, how late they are stored, when the last one was.</summary>
internal sealed class WebhookMetrics
{
    private const string Unknown = "unknown";
    private const string Updated = "user.updated";
    private const string Failed = "failed";

    private readonly TimeProvider _clock;
    private readonly Counter<long> _events;
    private readonly Histogram<double> _age;
    // Unix milliseconds by provider; 0 while none was stored.
    private readonly Dictionary<string, StrongBox<long>> _lastStored;

    public WebhookMetrics(Meter meter, ProviderSet providers, TimeProvider clock)
    {
        _clock = clock;
        _lastStored = providers.All.ToDictionary(provider => provider.Name, _ => new StrongBox<long>(), StringComparer.Ordinal);
        _events = meter.CreateCounter<long>(
            "orleans_users.webhook.events",
            "{event}",
            "Webhook events by provider, type and outcome: applied, unchanged, ignored, refused, unreadable, ahead, failed. "
            + "Some outcomes also by reason.");
        _age = meter.CreateHistogram(
            "orleans_users.webhook.age",
            "s",
            "How old an event was when it was stored, by provider. Each provider's first value is a 0 of the start.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
            });
        meter.CreateObservableGauge(
            "orleans_users.webhook.last_stored",
            () => providers.All.Select(
                provider => new Measurement<double>(Volatile.Read(ref _lastStored[provider.Name].Value) / 1000.0, OfProvider(provider))),
            "s",
            "Unix time at which this process stored an event of the provider for the last time; 0 while it has stored none.");
        foreach (var provider in providers.All)
            Begin(provider);
    }

    /// <param name="type">The type of the event; <c>unknown</c> when no event was read.</param>
    public void Count(Provider provider, WebhookResult result, string type = Unknown) =>
        Add(1, provider, TagOf(result.Outcome), Bounded(type), result.Reason);

    /// <summary>Counts a webhook that could not be read or stored.</summary>
    public void CountFailed(Provider provider, string reason) => Add(1, provider, Failed, Unknown, reason);

    /// <summary>Measures an event that is stored now.</summary>
    public void Stored(Provider provider, ProviderEvent stored)
    {
        var now = _clock.GetUtcNow();
        Volatile.Write(ref _lastStored[provider.Name].Value, now.ToUnixTimeMilliseconds());
        // The sender's clock may be ahead.
        if (stored.SentAt is { } sentAt)
            _age.Record(Math.Max(0, (now - sentAt).TotalSeconds), OfProvider(provider));
    }

    // A series is exported from its first value on, and an increase is seen only from the second value on.
    private void Begin(Provider provider)
    {
        _age.Record(0, OfProvider(provider));
        foreach (var type in new[] { "user.created", Updated, "user.deleted" })
        {
            Add(0, provider, TagOf(WebhookOutcome.Applied), type, null);
            Add(0, provider, TagOf(WebhookOutcome.Unchanged), type, null);
        }
        Add(0, provider, TagOf(WebhookOutcome.Ignored), "other", "type");
        foreach (var reason in new[] { "instance", "issuer", "test" })
            Add(0, provider, TagOf(WebhookOutcome.Ignored), Updated, reason);
        foreach (var reason in new[] { "header", "timestamp", "signature", "token" })
            Add(0, provider, TagOf(WebhookOutcome.NotSigned), Unknown, reason);
        Add(0, provider, TagOf(WebhookOutcome.Unreadable), Unknown, null);
        Add(0, provider, TagOf(WebhookOutcome.Unreadable), Unknown, "size");
        Add(0, provider, TagOf(WebhookOutcome.Ahead), Updated, null);
        foreach (var reason in WebhookFailure.All)
            Add(0, provider, Failed, Unknown, reason);
    }

    private void Add(int events, Provider provider, string outcome, string type, string? reason)
    {
        var tags = new TagList { OfProvider(provider), { "outcome", outcome }, { "type", type } };
        if (reason is not null)
            tags.Add("reason", reason);
        _events.Add(events, tags);
    }

    private static KeyValuePair<string, object?> OfProvider(Provider provider) => new("provider", provider.Name);

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
    private static string Bounded(string type) => type is "user.created" or Updated or "user.deleted" or Unknown ? type : "other";
}
