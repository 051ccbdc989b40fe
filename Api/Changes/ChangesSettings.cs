using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Where changes of users are sent. Checked at start; this version does not send them yet, and says so.</summary>
[SettingsSection("Changes")]
internal sealed class ChangesSettings
{
    /// <summary>The receiver's address.</summary>
    public string? Url { get; set; }

    /// <summary>What the messages are signed with, after Standard Webhooks; several, of which each signs.</summary>
    public string[] Secret { get; set; } = [];

    /// <summary>Notes what is wrong.</summary>
    public void Check(SettingsReader reader, TimeProvider clock)
    {
        if (Url is null && Secret.Length > 0)
            reader.Refuse("Changes:Url", "it is missing. Changes__Url and Changes__Secret are set together.");
        if (Url is not null && Secret.Length == 0)
            reader.Refuse("Changes:Secret", "it is missing. Changes__Url and Changes__Secret are set together.");
        if (Url is not null && SafeAddress.Parse(Url) is null)
            reader.Refuse("Changes:Url", SafeAddress.Right);
        if (Secret.Length > 0 && WebhookSecrets.TryParse(string.Join(' ', Secret), clock) is null)
            reader.Refuse("Changes:Secret", "it must be one or more signing secrets, whsec_ and base64 of at least 16 bytes.");
    }
}
