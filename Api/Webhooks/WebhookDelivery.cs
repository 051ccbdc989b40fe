using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>One webhook request that this process has answered, as <c>GET /admin/webhooks</c> shows it. It has no personal data.</summary>
/// <param name="DeliveryId">The sender's id of the delivery; null when it gave none. Of a refused one anybody may have chosen it.</param>
/// <param name="Type">The type of the event; null when no event of a verified sender was read.</param>
/// <param name="UserId">The external id of the event's user; null when there is none.</param>
/// <param name="Outcome"><c>stored</c>, <c>unchanged</c>, <c>ignored</c>, <c>refused</c>, <c>unreadable</c> or <c>failed</c>.</param>
/// <param name="Reason">
/// A short word. Ignored: <c>type</c>, <c>instance</c>, <c>issuer</c>, <c>test</c>. Refused: <c>header</c>, <c>timestamp</c>,
/// <c>signature</c>, <c>token</c>. Failed: <c>overloaded</c>, <c>body</c>, <c>deadline</c>, <c>cluster</c>, <c>store</c>, <c>ahead</c>.
/// Unreadable: <c>size</c> when the body is over the limit.
/// </param>
/// <param name="AgeMs">How old the event was when its outcome was decided; null when that is unknown.</param>
internal sealed record WebhookDelivery(
    DateTimeOffset ReceivedAt,
    string Provider,
    string? DeliveryId,
    string? Type,
    string? UserId,
    string Outcome,
    string? Reason,
    long? AgeMs)
{
    private const int MaxLength = 100;

    /// <summary>Whether the sender was verified. Anybody can cause deliveries that are not.</summary>
    [JsonIgnore]
    public bool IsVerified { get; init; }

    /// <summary>An outcome as operators see it.</summary>
    public static string WordOf(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Applied => "stored",
        WebhookOutcome.Unchanged => "unchanged",
        WebhookOutcome.Ignored => "ignored",
        WebhookOutcome.Ahead => "failed",
        WebhookOutcome.Unreadable => "unreadable",
        _ => "refused",
    };

    /// <summary>Text that a sender chose: bounded, and without characters that are not plain. Null when it is empty.</summary>
    public static string? Plain(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var isPlain = !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
        if (isPlain && text.Length <= MaxLength)
            return text;
        var start = text.AsSpan(0, Math.Min(text.Length, MaxLength)).ToArray();
        for (var i = 0; i < start.Length; i++)
            start[i] = start[i] is >= ' ' and <= '~' ? start[i] : '?';
        return new string(start);
    }
}

/// <summary>The body of <c>GET /admin/webhooks</c>.</summary>
internal sealed record WebhookDeliveryList(IReadOnlyList<WebhookDelivery> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookDeliveryList))]
internal sealed partial class WebhookDeliveryJson : JsonSerializerContext;
