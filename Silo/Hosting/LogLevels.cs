using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>The default log levels of a silo. Any setting of a level overrides them.</summary>
internal static class LogLevels
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Orleans"] = "Warning",
        // On an overloaded machine it reports every late timer as a deadlock.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        // It logs every placement of a grain.
        ["Logging:LogLevel:Polly"] = "Warning",
        // StoreHealth logs when the result changes. Orleans and .NET would log each failed check, which any caller can cause.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
        // HostRunner reports a failed start in one line.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
    };

    /// <summary>Adds the levels below every other source of the configuration, and checks the levels that are set.</summary>
    public static void AddLogLevels(this IConfigurationManager configuration, SettingsReader reader)
    {
        // The level of "Orleans" applies to all categories whose names begin with it, and so do the names of this program's.
        var own = KeyValuePair.Create<string, string?>(
            "Logging:LogLevel:OrleansUsers", configuration["Logging:LogLevel:Default"] ?? nameof(LogLevel.Information));
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults.Append(own) });
        foreach (var (key, value) in configuration.GetSection("Logging").AsEnumerable())
        {
            // Also the levels of a single log provider, such as Logging:Console:LogLevel:Default.
            if (value is not null && key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase)
                && reader.Text(key) is { } level && !Enum.TryParse<LogLevel>(level, ignoreCase: true, out _))
                reader.Refuse(key, $"it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }
    }
}
