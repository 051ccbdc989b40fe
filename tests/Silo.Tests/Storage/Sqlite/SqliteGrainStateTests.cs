namespace OrleansUsers.Silo.Tests;

public sealed class SqliteGrainStateTests() : GrainStateContractTests("System.Data.SQLite", typeof(SqliteFile))
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("users-");

    protected override ValueTask<(string Key, string Value)> Setting() => new(("Storage:Path", Path.Combine(_folder.FullName, "users.db")));

    protected override ValueTask Clean()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
