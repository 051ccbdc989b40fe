using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>All processes of a database are one cluster. Two cluster ids would be two caches of the same users.</summary>
public sealed class ClusterIdTests
{
    private const string Key = "Orleans__ClusterId";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Another_cluster_id_is_refused_while_a_process_lives_and_taken_once_it_was_killed()
    {
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        var settings = new ApiSettings { Database = database };
        await using var first = await ApiProcess.StartAsync(settings);
        var (exitCode, refusal) = await ApiProcess.RunToExitAsync(settings.With(Key, "another"), Patience);
        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"Not started. {Key}: a process with another value uses the database. Give all processes of a database the same value, or stop "
            + "the others first.",
            refusal.Split('\n')[^1]);
        Assert.Null(first.ExitCode);

        await first.KillAsync();
        await using var other = await ApiProcess.StartAsync(settings.With(Key, "another"));
        Assert.Null(other.ExitCode);
    }

    [Fact]
    public async Task Of_two_processes_with_different_cluster_ids_that_start_at_the_same_moment_one_stays()
    {
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        var settings = new ApiSettings { Database = database };
        var starting = new[] { settings, settings.With(Key, "another") }.Select(TryStartAsync).ToArray();
        await using var one = await starting[0];
        await using var two = await starting[1];
        var both = new[] { one, two }.OfType<ApiProcess>().ToArray();

        if (both.Length == 2)
            await Task.WhenAny(both.Select(process => process.Exited)).WaitAsync(Patience);
        Assert.Single(both, process => process.ExitCode is null);
        Assert.All(both, process => Assert.True(process.ExitCode is null or 1));
    }

    private static async Task<ApiProcess?> TryStartAsync(ApiSettings settings)
    {
        try
        {
            return await ApiProcess.StartAsync(settings);
        }
        catch (InvalidOperationException)
        {
            // It was refused, or has ended already.
            return null;
        }
    }
}
