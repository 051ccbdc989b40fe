using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;
using DbUp.Builder;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>
/// Upgrades a database to the schema of this build. It runs the scripts of one folder beside this file in the order of their names, each
/// once.
/// </summary>
internal static partial class SchemaUpgrade
{
    private static readonly Assembly Assembly = typeof(SchemaUpgrade).Assembly;

    /// <summary>The scripts of this build, in the order in which they are run.</summary>
    public static IReadOnlyList<SchemaScript> Scripts(string folder) =>
    [
        .. Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix(folder), StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name => new SchemaScript(name[Prefix(folder).Length..], name)),
    ];

    /// <summary>Those of the applied scripts that a newer build added. The table may also have scripts of other programs.</summary>
    public static IReadOnlyList<string> Unknown(string folder, IEnumerable<string> applied) =>
    [
        .. applied.Except(Scripts(folder).Select(script => script.FullName))
            .Where(name => name.StartsWith(Prefix(folder), StringComparison.Ordinal))
            .Select(name => name[Prefix(folder).Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Tells the operator that a newer build has upgraded the database.</summary>
    public static void WarnOfNewer(ILogger logger, IReadOnlyList<string> unknown) => IsNewer(logger, string.Join(", ", unknown));

    /// <summary>What <c>check</c> tells the operator of such a database.</summary>
    /// <param name="key">The setting that names the database.</param>
    public static string NewerFault(string key, IReadOnlyList<string> unknown) =>
        $"{key}: newer than this program, with {string.Join(", ", unknown)}. Run the version that upgraded it, or a later one. "
        + "A program that is one version older starts, with a warning.";

    /// <summary>Runs the scripts that were not run on the database yet.</summary>
    /// <exception cref="System.Data.Common.DbException">The database refused a script; the error is the database's own.</exception>
    public static void Run(UpgradeEngineBuilder database, string folder, ILogger logger)
    {
        var result = database
            .WithScriptsEmbeddedInAssembly(
                Assembly, name => name.StartsWith(Prefix(folder), StringComparison.Ordinal))
            .WithTransactionPerScript()
            // A script may take long on a large table.
            .WithExecutionTimeout(TimeSpan.Zero)
            .WithVariablesDisabled()
            .LogTo(new Log(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            ExceptionDispatchInfo.Throw(result.Error);
    }

    private static string Prefix(string folder) => $"{typeof(SchemaUpgrade).Namespace}.Schema.{folder}.";

    [LoggerMessage(LogLevel.Warning, "A newer version of this program has upgraded the database's schema, with {Scripts}. "
        + "This version works with it, and does not know what is new.")]
    private static partial void IsNewer(ILogger logger, string scripts);

    private sealed partial class Log(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) => Write(LogLevel.Trace, null, format, args);

        public void LogDebug(string format, params object[] args) => Write(LogLevel.Debug, null, format, args);

        // DbUp's information is the same at every start, and its errors are also thrown: both are logged at the level Debug.
        public void LogInformation(string format, params object[] args) => Write(LogLevel.Debug, null, format, args);

        public void LogWarning(string format, params object[] args) => Write(LogLevel.Warning, null, format, args);

        public void LogError(string format, params object[] args) => Write(LogLevel.Debug, null, format, args);

        public void LogError(Exception ex, string format, params object[] args) => Write(LogLevel.Debug, ex, format, args);

        private void Write(LogLevel level, Exception? error, string format, object[] args)
        {
            if (!logger.IsEnabled(level))
                return;
            var message = string.Format(CultureInfo.InvariantCulture, format, args);
            WriteMessage(logger, level, message, error);
        }

        [LoggerMessage("{Message}")]
        private static partial void WriteMessage(ILogger logger, LogLevel level, string message, Exception? error);
    }
}
