using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// Settings of features that are still to come. They are checked as all others are, and whoever sets one is told that it has no effect yet.
/// </summary>
internal static class UnusedSettings
{
    public static void Read(SettingsReader reader, ProviderSet providers, TimeProvider clock)
    {
        reader.Read<SyncSettings>("Sync");
        reader.Read<ChangesSettings>("Changes").Check(reader, clock);
        if (reader.Has("Sync") || providers.All.Any(provider => IsSet(reader, provider)))
            reader.Note("This version does not sync with providers' APIs yet: their keys and Sync__… have no effect.");
        if (reader.Has("Changes"))
            reader.Note("This version does not send changes yet: Changes__… have no effect.");
    }

    private static bool IsSet(SettingsReader reader, Provider provider) =>
        reader.Text($"Providers:{provider.Name}:SecretKey") is not null || reader.Text($"Providers:{provider.Name}:Domain") is not null;
}
