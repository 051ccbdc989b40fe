namespace OrleansUsers.Api;

/// <summary>Tells whether a webhook is from its provider: by its signature, or by the token that comes with it.</summary>
internal static class WebhookSender
{
    private static readonly string[] SignatureHeaders =
        ["svix-id", "svix-timestamp", "svix-signature", "webhook-id", "webhook-timestamp", "webhook-signature"];

    /// <summary>Why it is not taken, for the log alone: a sender must not learn which check failed. Null when it is.</summary>
    public static (string Reason, WebhookOutcome Outcome)? Refusal(Provider provider, IHeaderDictionary headers, ReadOnlySpan<byte> body) =>
        NeedsSignature(provider, headers)
            ? SignatureFault(provider.Secrets!, headers, body) is { } fault ? (fault, WebhookOutcome.NotSigned) : null
            : TokenFault(provider, headers) is { } wrong ? (wrong, WebhookOutcome.NoToken) : null;

    /// <summary>Whether its head is enough to refuse it, so that nobody need read its body.</summary>
    public static bool IsRefusedByHead(Provider provider, IHeaderDictionary headers) =>
        !NeedsSignature(provider, headers) && TokenFault(provider, headers) is not null;

    /// <summary>The sender's id of the delivery; empty when it gives none.</summary>
    public static string DeliveryOf(IHeaderDictionary headers) =>
        headers["svix-id"] is [{ } id, ..] ? id : headers["webhook-id"].ToString();

    // What claims to be signed has to be, also where a token would do.
    private static bool NeedsSignature(Provider provider, IHeaderDictionary headers) =>
        provider.Secrets is not null && (provider.Tokens is null || Array.Exists(SignatureHeaders, headers.ContainsKey));

    private static string? TokenFault(Provider provider, IHeaderDictionary headers) =>
        headers.Authorization is not [{ } authorization] ? "The Authorization header is missing or given more than once."
        : provider.Tokens?.Open(authorization) != true ? "The Authorization header has none of the provider's webhook tokens."
        : null;

    private static string? SignatureFault(WebhookSecrets secrets, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        try
        {
            secrets.Verify(body, headers);
            return null;
        }
        catch (WebhookVerificationException refused)
        {
            return refused.Message;
        }
    }
}
