using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// Two and three of our processes on one database against one, each with its share of the connections. On one machine they also share its
/// cores.
/// </summary>
internal static class ProcessesBenchmark
{
    private const int Most = 3;

    public static async Task Run(Options options)
    {
        await using var requests = await RequestMaker.Start();
        using var load = new LoadGenerator();
        Console.WriteLine("| processes | W1/s | W2/s | R1/s | M/s |\n|---|---|---|---|---|");
        for (var count = 1; count <= Most; count++)
        {
            await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
            var servers = new List<Contestant>();
            for (var n = 0; n < count; n++)
                servers.Add(await Contestant.StartUs(requests, database));
            await load.Play(servers[0].Port, await requests.Create(0, RequestMaker.Users), options.Connections, TimeSpan.FromMinutes(1));

            var rates = new List<string>();
            foreach (var workload in Workload.All)
            {
                var rate = 0.0;
                // The first time is to warm up.
                for (var round = 0; round < 2; round++)
                {
                    var files = new List<Requests>();
                    foreach (var _ in servers)
                        files.Add(await workload.For(requests, options.Time));
                    var turns = await Task.WhenAll(servers.Select(
                        (server, n) => load.Play(server.Port, files[n], options.Connections / count, options.Time)));
                    rate = turns.Sum(turn => turn.Rps);
                }
                rates.Add(rate.ToString("N0", CultureInfo.InvariantCulture));
            }
            Console.WriteLine($"| {count} | {string.Join(" | ", rates)} |");
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }
}
