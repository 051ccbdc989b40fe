using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>The program of the operator that changes are sent to.</summary>
/// <param name="Secrets">Each of them signs.</param>
internal sealed record ChangeReceiver(Uri Url, WebhookSecrets Secrets)
{
    /// <summary>The address for the log. Its path and query may hold a secret.</summary>
    public string Host => Url.Authority;

    /// <summary>Null when none is set, and when a setting is wrong: the reader then has the fault.</summary>
    public static ChangeReceiver? Read(ChangesSettings settings, SettingsReader reader, TimeProvider clock)
    {
        if (settings.Url is null && settings.Secret.Length == 0)
            return null;
        var url = SafeAddress.Parse(settings.Url);
        var secrets = WebhookSecrets.TryParse(string.Join(' ', settings.Secret), clock);
        if (settings.Url is null)
            reader.Refuse("Changes:Url", "it is missing. Changes__Url and Changes__Secret are set together.");
        else if (url is null)
            reader.Refuse("Changes:Url", SafeAddress.Rule);
        if (settings.Secret.Length == 0)
            reader.Refuse("Changes:Secret", "it is missing. Changes__Url and Changes__Secret are set together.");
        else if (secrets is null)
            reader.Refuse("Changes:Secret", "it must be one or more signing secrets, whsec_ and base64 of at least 16 bytes.");
        return url is null || secrets is null ? null : new ChangeReceiver(url, secrets);
    }
}
