namespace OrleansUsers.Api;

/// <summary>Notes how each webhook request was answered, for operators.</summary>
internal sealed class WebhookRecord(RecentDeliveries deliveries, WebhookMetrics metrics, ProviderSet providers, TimeProvider clock)
{
    /// <summary>The webhook was verified and applied, or it was refused.</summary>
    public void Answered(DateTimeOffset receivedAt, WebhookIntake.Reading reading, WebhookResult result)
    {
        var reason = result.Outcome == WebhookOutcome.Ahead ? WebhookFailure.Ahead : result.Reason;
        Add(receivedAt, reading, result.UserId, WebhookDelivery.WordOf(result.Outcome), reason, isVerified: !IsRefusal(result.Outcome));
    }

    /// <summary>The webhook was verified and could not be stored.</summary>
    public void Failed(DateTimeOffset receivedAt, WebhookIntake.Reading reading, string reason)
    {
        var (provider, received) = (reading.Provider, reading.Event);
        metrics.CountFailed(provider, reason);
        var userId = received?.ReasonToIgnore(provider) is null ? providers.ExternalIdOf(provider, received?.Data.Id) : null;
        Add(receivedAt, reading, userId, "failed", reason, isVerified: true);
    }

    /// <summary>The webhook was answered before its body was read to the end.</summary>
    public void NotRead(DateTimeOffset receivedAt, Provider provider, IHeaderDictionary headers, string reason)
    {
        metrics.CountFailed(provider, reason);
        Add(receivedAt, Unread(provider, headers), userId: null, "failed", reason, isVerified: false);
    }

    /// <summary>The body of the webhook is over the limit, so that nobody knows who sent it.</summary>
    public void TooLarge(DateTimeOffset receivedAt, Provider provider, IHeaderDictionary headers)
    {
        var result = new WebhookResult(WebhookOutcome.Unreadable, Reason: "size");
        metrics.Count(provider, result);
        Add(receivedAt, Unread(provider, headers), userId: null, WebhookDelivery.WordOf(result.Outcome), result.Reason, isVerified: false);
    }

    private void Add(
        DateTimeOffset receivedAt, WebhookIntake.Reading reading, string? userId, string outcome, string? reason, bool isVerified)
    {
        var received = reading.Event;
        // The sender's clock may be ahead.
        long? age = received?.SentAt is { } sentAt ? Math.Max(0, (long)(clock.GetUtcNow() - sentAt).TotalMilliseconds) : null;
        deliveries.Add(new WebhookDelivery(
            receivedAt,
            reading.Provider.Name,
            WebhookDelivery.Plain(reading.Delivery),
            WebhookDelivery.Plain(received?.Type),
            userId,
            outcome,
            reason,
            age)
        { IsVerified = isVerified });
    }

    private static WebhookIntake.Reading Unread(Provider provider, IHeaderDictionary headers) =>
        new(provider, WebhookVerification.DeliveryOf(headers), null, default);

    private static bool IsRefusal(WebhookOutcome outcome) => outcome is WebhookOutcome.NotSigned or WebhookOutcome.NoToken;
}
