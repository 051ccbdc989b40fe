using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Checks where changes of users are sent. This version does not send changes yet.</summary>
internal static class ChangesSettingsCheck
{
    /// <summary>Reports what is wrong to the reader.</summary>
    public static void Check(this ChangesSettings settings, SettingsReader reader, TimeProvider clock)
    {
        var (url, secret) = (settings.Url, settings.Secret);
        if (url is null && secret.Length > 0)
            reader.Refuse("Changes:Url", "it is missing. Changes__Url and Changes__Secret are set together.");
        if (url is not null && secret.Length == 0)
            reader.Refuse("Changes:Secret", "it is missing. Changes__Url and Changes__Secret are set together.");
        if (url is not null && SafeAddress.Parse(url) is null)
            reader.Refuse("Changes:Url", SafeAddress.Rule);
        if (secret.Length > 0 && WebhookSecrets.TryParse(string.Join(' ', secret), clock) is null)
            reader.Refuse("Changes:Secret", "it must be one or more signing secrets, whsec_ and base64 of at least 16 bytes.");
    }
}
