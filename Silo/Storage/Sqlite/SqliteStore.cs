using DbUp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// Stores everything in one SQLite file, for a single process. A second process waits for the first one to end, and is then refused.
/// </summary>
internal sealed class SqliteStore(SqliteFile file, ILogger<SqliteStore> logger, TimeProvider? clock = null) : IStore, IDisposable
{
    public const string Setting = "Storage__Path";

    /// <summary>The folder of the scripts.</summary>
    public const string Folder = "Sqlite";

    private FileStream? _lockFile;

    public static void AddTo(IServiceCollection services, string path)
    {
        services.AddSingleton(new SqliteFile(path));
        services.AddSingleton<IUserTable, SqliteUserTable>();
        services.AddSingleton<IUserList, SqliteUserList>();
        services.AddSingleton<IUserPages, SqliteUserPages>();
        services.AddSingleton<ISearchTable, SqliteSearchTable>();
        services.AddSingleton<IGrainStateTable, SqliteGrainStateTable>();
        services.AddSingleton<IJournalRemoval, SqliteJournalRemoval>();
        services.AddSingleton<IChangeJournal, SqliteChangeJournal>();
        services.AddSingleton<IDeliveryTable, SqliteDeliveryTable>();
        services.AddSingleton<IStore, SqliteStore>();
        services.AddSingleton<ICheck, SqliteCheck>();
    }

    public async Task Prepare()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            file.Create();
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(Setting, "the file cannot be created or opened for writing.", denied);
        }

        _lockFile = await SqliteLock.Acquire(file, clock ?? TimeProvider.System, logger);
        if (!SqliteLog.BelongsTo(file.Path))
            throw new SettingException(
                Setting,
                "the file and its log, the same path with -wal at the end, do not belong together: one is of another time. "
                + "Put back the one that was there, or remove the log with what is in it. See docs/operations.md on restoring a back-up.");
        try
        {
            using var connection = file.Open();
            if (SchemaUpgrade.Unknown(Folder, Applied(connection)) is { Count: > 0 } unknown)
                SchemaUpgrade.WarnOfNewer(logger, unknown);
            SchemaUpgrade.Run(DeployChanges.To.SqliteDatabase(file.ConnectionString), Folder, logger);
            SqliteLog.StartCounting(connection);
        }
        catch (SqliteException unusable)
        {
            throw new SettingException(Setting, $"SQLite cannot use the file: {unusable.Message}", unusable);
        }
    }

    public void Dispose() => _lockFile?.Dispose();

    /// <summary>The scripts that were run on the file.</summary>
    public static HashSet<string> Applied(SqliteConnection connection)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        if (!HasTable(connection, "SchemaVersions"))
            return applied;
        using var command = connection.CreateCommand();
        command.CommandText = "select ScriptName from SchemaVersions";
        using var row = command.ExecuteReader();
        while (row.Read())
            applied.Add(row.GetString(0));
        return applied;
    }

    public static bool HasTable(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from sqlite_master where type = 'table' and name = $name";
        command.Parameters.AddWithValue("$name", name);
        return (long)command.ExecuteScalar()! > 0;
    }
}
