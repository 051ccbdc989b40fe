using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// Settings of features that do not exist yet. They are checked like all others, and a line at start tells the operator that they have no
/// effect.
/// </summary>
internal static class UnusedSettings
{
    public static void Read(SettingsReader reader, ProviderSet providers, TimeProvider clock)
    {
        reader.Read<SyncSettings>("Sync");
        reader.Read<ChangesSettings>("Changes").Check(reader, clock);
        if (reader.Has("Sync") || providers.All.Any(provider => IsSet(reader, provider)))
            reader.Note("This version does not sync with providers' APIs yet: their keys and Sync__… have no effect.");
        if (reader.Text("Changes:Url") is not null)
            reader.Note("This version does not send changes yet: Changes__Url and Changes__Secret have no effect.");
    }

    private static bool IsSet(SettingsReader reader, Provider provider) =>
        reader.Text($"Providers:{provider.Name}:SecretKey") is not null || reader.Text($"Providers:{provider.Name}:Domain") is not null;
}
