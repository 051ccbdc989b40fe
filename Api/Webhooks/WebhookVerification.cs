namespace OrleansUsers.Api;

/// <summary>Verifies that a webhook is from its provider, by its signature or by its bearer token.</summary>
internal static class WebhookVerification
{
    private static readonly string[] SignatureHeaders =
        ["svix-id", "svix-timestamp", "svix-signature", "webhook-id", "webhook-timestamp", "webhook-signature"];

    /// <summary>Why the webhook is refused; null when it is accepted.</summary>
    public static WebhookRefusal? Refusal(Provider provider, IHeaderDictionary headers, ReadOnlySpan<byte> body) =>
        NeedsSignature(provider, headers) ? SignatureFault(provider.Secrets!, headers, body) : TokenFault(provider, headers);

    /// <summary>Whether the headers alone are enough to refuse the webhook, so that its body need not be read.</summary>
    public static bool IsRefusedByHeaders(Provider provider, IHeaderDictionary headers) =>
        !NeedsSignature(provider, headers) && TokenFault(provider, headers) is not null;

    /// <summary>The sender's id of the delivery; empty when it gives none.</summary>
    public static string DeliveryOf(IHeaderDictionary headers) =>
        headers["svix-id"] is [{ } id, ..] ? id : headers["webhook-id"].ToString();

    // A webhook with signature headers needs a valid signature, also when a token would be enough.
    private static bool NeedsSignature(Provider provider, IHeaderDictionary headers) =>
        provider.Secrets is not null && (provider.Tokens is null || Array.Exists(SignatureHeaders, headers.ContainsKey));

    private static WebhookRefusal? TokenFault(Provider provider, IHeaderDictionary headers) =>
        headers.Authorization is not [{ } authorization]
            ? new(WebhookOutcome.NoToken, "header", "The Authorization header is missing or given more than once.")
        : provider.Tokens?.Accepts(authorization) != true
            ? new(WebhookOutcome.NoToken, "token", "The Authorization header has none of the provider's webhook tokens.")
        : null;

    private static WebhookRefusal? SignatureFault(WebhookSecrets secrets, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        try
        {
            secrets.Verify(body, headers);
            return null;
        }
        catch (WebhookVerificationException refused)
        {
            return new(WebhookOutcome.NotSigned, refused.Reason, refused.Message);
        }
    }
}

/// <summary>Why a webhook is refused. It is for the operator only: a sender must not learn which check failed.</summary>
/// <param name="Reason">A short word for metrics: <c>header</c>, <c>timestamp</c>, <c>signature</c> or <c>token</c>.</param>
/// <param name="Message">A sentence for the log.</param>
internal readonly record struct WebhookRefusal(WebhookOutcome Outcome, string Reason, string Message);
