namespace OrleansUsers.Api;

/// <summary>
/// Handles a provider's webhook after its body was read: verifies it, applies it, and returns the outcome when it is durable.
/// </summary>
/// <remarks>
/// It has no reference to the request. Applying may take longer than the request, and the connection may then serve another one.
/// </remarks>
internal sealed partial class WebhookIntake(
    ProviderEvents events,
    WebhookMetrics metrics,
    SampledWarnings warnings,
    TimeProvider clock,
    ILogger<WebhookIntake> logger)
{
    /// <summary>What was read from a webhook: its event, or the outcome when there is none. It has no reference to the request.</summary>
    /// <param name="Delivery">The sender's id of the delivery, or else of the event, for the log.</param>
    /// <param name="Result">What came of it when there is no event to apply.</param>
    internal readonly record struct Reading(Provider Provider, string Delivery, ProviderEvent? Event, WebhookResult Result);

    public Reading Read(IHeaderDictionary headers, Provider provider, ReadOnlySpan<byte> body)
    {
        var delivery = WebhookVerification.DeliveryOf(headers);
        if (WebhookVerification.Refusal(provider, headers, body) is { } refusal)
        {
            if (warnings.ShouldLog(provider.Name, refusal.Message, out var suppressed))
                Refused(logger, provider.Name, refusal.Message, suppressed);
            var refused = new WebhookResult(refusal.Outcome, Reason: refusal.Reason);
            metrics.Count(provider, refused);
            return new(provider, delivery, null, refused);
        }
        if (ProviderEvent.Read(body, provider.Kind) is { } received)
            return new(provider, delivery.Length > 0 ? delivery : Printable(received.Id), received, default);

        var unreadable = new WebhookResult(WebhookOutcome.Unreadable);
        metrics.Count(provider, unreadable);
        Unreadable(logger, delivery);
        return new(provider, delivery, null, unreadable);
    }

    /// <summary>Applies the event that was read, if there is one.</summary>
    public async Task<WebhookResult> Apply(Reading reading)
    {
        if (reading.Event is not { } received)
            return reading.Result;
        var result = await events.Apply(reading.Provider, received);
        metrics.Count(reading.Provider, result, received.Type);
        if (result.Outcome == WebhookOutcome.Applied)
            metrics.Stored(reading.Provider, received);
        Log(reading, received, result);
        return result;
    }

    private void Log(Reading reading, ProviderEvent received, WebhookResult result)
    {
        var provider = reading.Provider.Name;
        switch (result.Outcome)
        {
            case WebhookOutcome.Ignored:
                Ignored(logger, Printable(received.Type), result.Reason, reading.Delivery);
                break;
            case WebhookOutcome.Unreadable:
                Unreadable(logger, reading.Delivery);
                break;
            case WebhookOutcome.Ahead when warnings.ShouldLog(provider, "ahead", out var suppressed):
                var now = clock.GetUtcNow();
                Ahead(logger, provider, received.TimeAhead(now) ?? now, now, suppressed);
                break;
            case WebhookOutcome.Applied when received.Data.HasDeepMetadata && !received.IsDeletion:
                TooDeep(logger, result.UserId, reading.Delivery);
                break;
        }
    }

    // The sender chooses this text. A line break in it could forge a log line.
    private static string Printable(string? text) => ExternalId.IsUsable(text) ? text! : "";

    [LoggerMessage(
        LogLevel.Warning,
        "A webhook of {Provider} was refused: {Reason} Such lines suppressed since the last one: {Suppressed}.")]
    private static partial void Refused(ILogger logger, string provider, string reason, long suppressed);

    [LoggerMessage(
        LogLevel.Warning,
        "Delivery {Delivery} is verified, but its body is not an event with a usable user id. Its sender was asked not to send it again")]
    private static partial void Unreadable(ILogger logger, string delivery);

    [LoggerMessage(LogLevel.Information, "An event of type {Type} was ignored because of its {Reason} (delivery {Delivery})")]
    private static partial void Ignored(ILogger logger, string type, string? reason, string delivery);

    [LoggerMessage(
        LogLevel.Warning,
        "An event of {Provider} was answered 503: it is dated {EventTime:O}, but it is {Now:O} on this machine. "
        + "One of the clocks is wrong. Such lines suppressed since the last one: {Suppressed}.")]
    private static partial void Ahead(ILogger logger, string provider, DateTimeOffset eventTime, DateTimeOffset now, long suppressed);

    [LoggerMessage(
        LogLevel.Warning, "The public metadata of user {UserId} nests over 64 levels deep and was left out (delivery {Delivery})")]
    private static partial void TooDeep(ILogger logger, string? userId, string delivery);
}
