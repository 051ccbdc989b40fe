using DbUp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>Keeps everything in one SQLite file, for a process that is alone: a second process on the same file is refused.</summary>
internal sealed class SqliteStore(SqliteFile file, ILogger<SqliteStore> logger) : IStore, IDisposable
{
    public const string Setting = "Storage__Path";

    private FileStream? _claim;

    public static void AddTo(IServiceCollection services, string path)
    {
        services.AddSingleton(new SqliteFile(path));
        services.AddSingleton<IUserTable, SqliteUserTable>();
        services.AddSingleton<IGrainStateTable, SqliteGrainStateTable>();
        services.AddSingleton<IStore, SqliteStore>();
    }

    public Task Prepare()
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

        _claim = Claim();
        try
        {
            using (file.Open())
                SchemaUpgrade.Run(DeployChanges.To.SqliteDatabase(file.ConnectionString), "Sqlite", logger);
        }
        catch (SqliteException unusable)
        {
            throw new SettingException(Setting, $"SQLite cannot use the file: {unusable.Message}", unusable);
        }
        return Task.CompletedTask;
    }

    public void Dispose() => _claim?.Dispose();

    private FileStream Claim()
    {
        try
        {
            // Opened for good: the system gives it free when the process ends, however it ends.
            return new FileStream(file.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SettingException(Setting, "the lock file beside it, with .lock at its end, cannot be opened for writing.", denied);
        }
        catch (IOException taken)
        {
            throw new SettingException(
                Setting, "another process uses that file. Several processes share users through ConnectionStrings__Users.", taken);
        }
    }
}
