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
    /// <exception cref="SettingException">A level that is set is none.</exception>
    public static void AddLogLevels(this IConfigurationManager configuration)
    {
        // A level for "Orleans" is one for all names that begin so, and ours do.
        var own = KeyValuePair.Create<string, string?>("Logging:LogLevel:OrleansUsers", configuration["Logging:LogLevel:Default"] ?? nameof(LogLevel.Information));
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet.Append(own) });
        foreach (var category in configuration.GetSection("Logging:LogLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(category.Value, ignoreCase: true, out _))
                throw new SettingException($"Logging__LogLevel__{category.Key}", "it is not a log level.");
        }
    }
}
