using System.ComponentModel.DataAnnotations;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>How often and how fast the process syncs with providers' APIs.</summary>
[SettingsSection("Sync")]
internal sealed class SyncSettings
{
    /// <summary>How often the head and deletion lanes run by themselves; null when they do not.</summary>
    [Range(
        typeof(TimeSpan),
        "00:00:01",
        "30.00:00:00",
        ErrorMessage = "it must be a time from a second to 30 days, such as 00:05:00.",
        ParseLimitsInInvariantCulture = true,
        ConvertValueInInvariantCulture = true)]
    public TimeSpan? Schedule { get; set; }

    /// <summary>How many requests a run may send to a provider in 10 seconds; null means half of what the provider takes.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "it must be a whole number from 1.")]
    public int? RequestsPer10Seconds { get; set; }
}
