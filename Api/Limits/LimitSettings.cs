using System.ComponentModel.DataAnnotations;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>The limits that an operator can set.</summary>
[SettingsSection("Limits")]
internal sealed class LimitSettings
{
    private const string FromOne = "it must be a whole number from 1.";

    /// <summary>How many requests the process handles at once. Held requests are not counted.</summary>
    [Range(1, int.MaxValue, ErrorMessage = FromOne)]
    public int ConcurrentRequests { get; set; } = 20_000;

    /// <summary>How many requests one caller may send in a second; null when there is no such limit.</summary>
    [Range(1, int.MaxValue, ErrorMessage = FromOne)]
    public int? RequestsPerSecond { get; set; }

    /// <summary>
    /// How many seconds an idle connection is kept. It must be longer than the load balancer in front keeps it, because the side that
    /// opened a connection should close it.
    /// </summary>
    [Range(1, 86_400, ErrorMessage = "it must be a whole number of seconds, 1 to 86400.")]
    public int KeepAliveSeconds { get; set; } = 75;
}
