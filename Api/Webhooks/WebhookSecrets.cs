namespace OrleansUsers.Api;

/// <summary>The signing secrets of one endpoint. Any one may verify, so that a secret is rotated without a failed delivery.</summary>
internal sealed class WebhookSecrets(IReadOnlyList<Webhook> secrets)
{
    /// <summary>The one that signs, where this process plays the sender.</summary>
    public Webhook First => secrets[0];

    /// <summary>Reads secrets separated by spaces or commas.</summary>
    /// <exception cref="FormatException">There is none, or one cannot be used.</exception>
    public static WebhookSecrets Parse(string text, TimeProvider clock)
    {
        var secrets = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return secrets.Length > 0
            ? new WebhookSecrets([.. secrets.Select(secret => new Webhook(secret, clock))])
            : throw new FormatException("There is no secret.");
    }

    /// <exception cref="WebhookVerificationException">None of the secrets verifies it.</exception>
    public void Verify(ReadOnlySpan<byte> payload, IHeaderDictionary headers)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                secrets[i].Verify(payload, headers);
                return;
            }
            catch (WebhookVerificationException) when (i < secrets.Count - 1)
            {
                // The sender may still use another one.
            }
        }
    }
}
