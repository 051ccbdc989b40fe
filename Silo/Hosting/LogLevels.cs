using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>What a silo does not log unless a setting asks for it.</summary>
internal static class LogLevels
{
    private static readonly Dictionary<string, string?> Quiet = new()
    {
        ["Logging:LogLevel:Orleans"] = "Warning",
        // On a machine with more to do than cores, it takes every late timer for a deadlock.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        // It tells of every placement of a grain.
        ["Logging:LogLevel:Polly"] = "Warning",
        // What stops a start is told in one line at its end.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
    };

    /// <summary>Below every other source, so that any setting wins over it.</summary>
    public static void AddLogLevels(this IConfigurationManager configuration, SettingsReader reader)
    {
        // A level for "Orleans" is one for all names that begin so, and ours do.
        var own = KeyValuePair.Create<string, string?>(
            "Logging:LogLevel:OrleansUsers", configuration["Logging:LogLevel:Default"] ?? nameof(LogLevel.Information));
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet.Append(own) });
        foreach (var (key, value) in configuration.GetSection("Logging").AsEnumerable())
        {
            // Of all providers of logs, such as Logging:Console:LogLevel:Default, too.
            if (value is not null && key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase)
                && reader.Text(key) is { } level && !Enum.TryParse<LogLevel>(level, ignoreCase: true, out _))
                reader.Refuse(key, $"it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }
    }
}
