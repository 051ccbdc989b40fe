namespace OrleansUsers.Api;

/// <summary>Tells whether a webhook is from its provider: by its signature, or by the token that comes with it.</summary>
internal static class WebhookSender
{
    private static readonly string[] SignatureHeaders =
        ["svix-id", "svix-timestamp", "svix-signature", "webhook-id", "webhook-timestamp", "webhook-signature"];

    /// <summary>Why it is not taken, for the log alone: a sender must not learn which check failed. Null when it is.</summary>
    public static (string Reason, WebhookAnswer Answer)? Refusal(Provider provider, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        // What claims to be signed has to be, also where a token would do.
        if (provider.Secrets is { } secrets && (provider.Tokens is null || IsSigned(headers)))
            return SignatureFault(secrets, headers, body) is { } fault ? (fault, WebhookAnswer.NotSigned) : null;
        return headers.Authorization is not [{ } authorization] ? ("The Authorization header is missing or given more than once.", WebhookAnswer.NoToken)
            : provider.Tokens?.Open(authorization) != true ? ("The Authorization header has none of the provider's webhook tokens.", WebhookAnswer.NoToken)
            : null;
    }

    /// <summary>The sender's id of the delivery; empty when it gives none.</summary>
    public static string DeliveryOf(IHeaderDictionary headers) => headers["svix-id"].FirstOrDefault() ?? headers["webhook-id"].ToString();

    private static bool IsSigned(IHeaderDictionary headers) => Array.Exists(SignatureHeaders, headers.ContainsKey);

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
