using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Where changes of users are sent.</summary>
[SettingsSection("Changes")]
internal sealed class ChangesSettings
{
    /// <summary>The receiver's address.</summary>
    public string? Url { get; set; }

    /// <summary>The secrets that sign the messages, after Standard Webhooks. With several, each of them signs.</summary>
    public string[] Secret { get; set; } = [];

    /// <summary>The receiver; null when none is set, and when a setting is wrong: the reader then has the fault.</summary>
    public ChangeReceiver? Read(SettingsReader reader, TimeProvider clock)
    {
        if (Url is null && Secret.Length == 0)
            return null;
        var url = SafeAddress.Parse(Url);
        var secrets = WebhookSecrets.TryParse(string.Join(' ', Secret), clock);
        if (Url is null)
            reader.Refuse("Changes:Url", "it is missing. Changes__Url and Changes__Secret are set together.");
        else if (url is null)
            reader.Refuse("Changes:Url", SafeAddress.Rule);
        if (Secret.Length == 0)
            reader.Refuse("Changes:Secret", "it is missing. Changes__Url and Changes__Secret are set together.");
        else if (secrets is null)
            reader.Refuse("Changes:Secret", "it must be one or more signing secrets, whsec_ and base64 of at least 16 bytes.");
        return url is null || secrets is null ? null : new ChangeReceiver(url, secrets);
    }
}

/// <summary>The program of the operator that changes are sent to.</summary>
/// <param name="Secrets">Each of them signs.</param>
internal sealed record ChangeReceiver(Uri Url, WebhookSecrets Secrets)
{
    /// <summary>The address for the log. Its path and query may hold a secret.</summary>
    public string Host => Url.Authority;
}
