using DbUp;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>Stores everything in one SQLite file, for a single process. A second process on the same file is refused.</summary>
internal sealed class SqliteStore(SqliteFile file, ILogger<SqliteStore> logger) : IStore, IDisposable
{
    public const string Setting = "Storage__Path";

    private FileStream? _lockFile;

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

        _lockFile = OpenLockFile();
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

    public void Dispose() => _lockFile?.Dispose();

    private FileStream OpenLockFile()
    {
        try
        {
            // It stays open. The operating system releases it when the process ends, even after a crash.
            return new FileStream(file.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new SettingException(
                Setting, "its lock file, the same path with .lock at the end, cannot be opened for writing.", denied);
        }
        catch (IOException taken)
        {
            throw new SettingException(
                Setting, "another process uses that file. To share users between processes, set ConnectionStrings__Users.", taken);
        }
    }
}
