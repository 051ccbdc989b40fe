using System.Globalization;
using Npgsql;

namespace OrleansUsers.Benchmarks;

/// <summary>The PostgreSQL server that all contestants have their databases on.</summary>
internal static class DatabaseServer
{
    /// <summary>Its first process, whose children all others are.</summary>
    public static async Task<int> Process()
    {
        var folder = await Show("data_directory");
        return int.Parse(File.ReadLines(Path.Combine(folder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
    }

    public static Task<string> Version() => Show("server_version");

    private static async Task<string> Show(string setting)
    {
        var server = Environment.GetEnvironmentVariable("TEST_POSTGRES") ?? throw new InvalidOperationException("Run it by tests/with-postgres.sh.");
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false });
        await using var command = database.CreateCommand($"show {setting}");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
