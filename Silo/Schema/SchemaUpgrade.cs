using System.Globalization;
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
    /// <summary>Runs the scripts that were not run on the database yet.</summary>
    /// <exception cref="System.Data.Common.DbException">The database refused a script; the error is the database's own.</exception>
    public static void Run(UpgradeEngineBuilder database, string folder, ILogger logger)
    {
        var result = database
            .WithScriptsEmbeddedInAssembly(
                typeof(SchemaUpgrade).Assembly, name => name.Contains($".Schema.{folder}.", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new Log(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            ExceptionDispatchInfo.Throw(result.Error);
    }

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
