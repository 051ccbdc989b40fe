namespace OrleansUsers.Api;

/// <summary>The signing secrets of one endpoint. Any one may verify and all of them sign, so that a secret can be rotated
/// without a failed delivery.</summary>
internal sealed class WebhookSecrets(IReadOnlyList<SignatureVerifier> secrets)
{
    /// <summary>The secret that this process signs with when it is the sender itself, in Development.</summary>
    public SignatureVerifier First => secrets[0];

    /// <summary>
    /// Reads secrets separated by white space or commas: <c>whsec_…</c>, the same without its prefix, or <c>v1,whsec_…</c>, as some
    /// providers show it.
    /// </summary>
    /// <exception cref="FormatException">There is no secret, or one cannot be used.</exception>
    public static WebhookSecrets Parse(string text, TimeProvider clock)
    {
        var words = text.Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var secrets = words.Where((word, at) => !IsVersion(word, words.ElementAtOrDefault(at + 1))).ToArray();
        return secrets.Length > 0
            ? new WebhookSecrets([.. secrets.Select(secret => new SignatureVerifier(secret, clock))])
            : throw new FormatException("There is no secret.");
    }

    /// <summary>As <see cref="Parse"/>, but returns null when the secrets cannot be used.</summary>
    public static WebhookSecrets? TryParse(string text, TimeProvider clock)
    {
        try
        {
            return Parse(text, clock);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The value of the signature header for a payload sent at a time, with a signature by each secret.</summary>
    public string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> payload)
    {
        var signatures = new string[secrets.Count];
        for (var i = 0; i < signatures.Length; i++)
            signatures[i] = secrets[i].Sign(id, timestamp, payload);
        return string.Join(' ', signatures);
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
                // Another secret may verify it.
            }
        }
    }

    private static bool IsVersion(string word, string? next) =>
        word.Equals("v1", StringComparison.OrdinalIgnoreCase)
        && next?.StartsWith(SignatureVerifier.Prefix, StringComparison.Ordinal) == true;
}
