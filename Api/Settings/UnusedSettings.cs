using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>
/// Settings of features that do not exist yet. They are checked like all others, and a line at start tells the operator that they have no
/// effect.
/// </summary>
internal static class UnusedSettings
{
    public static void Read(SettingsReader reader, ProviderSet providers)
    {
        reader.Read<SyncSettings>("Sync");
        if (reader.Has("Sync") || providers.All.Any(provider => IsSet(reader, provider)))
            reader.Note("This version does not sync with providers' APIs yet: their keys and Sync__… have no effect.");
    }

    private static bool IsSet(SettingsReader reader, Provider provider) =>
        reader.Text($"Providers:{provider.Name}:SecretKey") is not null || reader.Text($"Providers:{provider.Name}:Domain") is not null;
}
