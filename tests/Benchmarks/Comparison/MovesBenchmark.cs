using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// What readers notice when users move to another home: two processes with 100,000 users in memory are read at an even rate while a third
/// one joins, and while it stops.
/// </summary>
internal static class MovesBenchmark
{
    private const int Users = 100_000;
    private const int PerSecond = 4_000;

    public static async Task Run(Options options)
    {
        await using var requests = await RequestMaker.Start();
        using var load = new LoadGenerator();
        await using var cluster = await Contestant.StartCluster("2", requests);
        await load.Play(cluster.Addresses, await requests.Create(0, Users), options.Connections, TimeSpan.FromMinutes(5));
        var reads = (await requests.Profiles(0, Users)) with { MayRepeat = true };
        // Twice: the first reads bring the users into memory.
        await Read("first reads", perSecond: null, TimeSpan.FromSeconds(30));
        await Read("nothing moves", PerSecond, TimeSpan.FromSeconds(10));

        var joining = Read("a third process joins", PerSecond, TimeSpan.FromSeconds(30));
        await using var third = await ApiProcess.StartAsync(Contestant.SettingsOf(Repository.ApiProgram, requests, cluster.Database));
        await joining;
        await Read("nothing moves", PerSecond, TimeSpan.FromSeconds(10));
        var stopping = Read("it stops", PerSecond, TimeSpan.FromSeconds(30));
        await third.StopAsync();
        await stopping;

        async Task Read(string what, double? perSecond, TimeSpan time)
        {
            var result = await load.Play(cluster.Addresses, reads, options.Connections, time, perSecond, mayFail: true);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {result.Rps:N0}/s | {result.P50:0.00} | {result.P99:0.00} | {result.Status.GetValueOrDefault("503")} |"));
        }
    }
}
