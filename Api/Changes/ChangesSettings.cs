using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Where changes of users are sent. It is checked at start, but this version does not send changes yet.</summary>
[SettingsSection("Changes")]
internal sealed class ChangesSettings
{
    /// <summary>The receiver's address.</summary>
    public string? Url { get; set; }

    /// <summary>The secrets that sign the messages, after Standard Webhooks. With several, each of them signs.</summary>
    public string[] Secret { get; set; } = [];

    /// <summary>Reports what is wrong to the reader.</summary>
    public void Check(SettingsReader reader, TimeProvider clock)
    {
        if (Url is null && Secret.Length > 0)
            reader.Refuse("Changes:Url", "it is missing. Changes__Url and Changes__Secret are set together.");
        if (Url is not null && Secret.Length == 0)
            reader.Refuse("Changes:Secret", "it is missing. Changes__Url and Changes__Secret are set together.");
        if (Url is not null && SafeAddress.Parse(Url) is null)
            reader.Refuse("Changes:Url", SafeAddress.Rule);
        if (Secret.Length > 0 && WebhookSecrets.TryParse(string.Join(' ', Secret), clock) is null)
            reader.Refuse("Changes:Secret", "it must be one or more signing secrets, whsec_ and base64 of at least 16 bytes.");
    }
}
