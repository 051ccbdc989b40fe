using System.Globalization;
using Npgsql;

namespace OrleansUsers.Benchmarks;

/// <summary>The PostgreSQL server that all contestants have their databases on.</summary>
internal static class DatabaseServer
{
    private static readonly Lazy<Task<int>> First = new(async () =>
    {
        var server = Environment.GetEnvironmentVariable("TEST_POSTGRES")
            ?? throw new InvalidOperationException("Run it by tests/with-postgres.sh.");
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server) { Pooling = false });
        await using var command = database.CreateCommand("show data_directory");
        var folder = (string)(await command.ExecuteScalarAsync())!;
        return int.Parse(File.ReadLines(Path.Combine(folder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
    });

    /// <summary>Its first process, whose children all others are.</summary>
    public static Task<int> Process => First.Value;
}
