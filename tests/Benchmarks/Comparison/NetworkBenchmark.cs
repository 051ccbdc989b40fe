using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// One process and two on hosts of their own, with a delay between the hosts. Only what the processes say to each other passes the network:
/// database and load are reached by socket files. All share this machine's processors.
/// </summary>
internal static class NetworkBenchmark
{
    private const string Device = "line";

    public static async Task Run(Options options)
    {
        await using var requests = await RequestMaker.Start();
        using var load = new LoadGenerator();
        using var folder = new TemporaryFolder();
        await Tools.Run("cc", ["-O2", "-o", folder.File("delay"), Path.Combine(Tools.Folder("load"), "delay.c")]);
        Console.WriteLine("| delay ms | workload | connections | processes | requests/s | p50 ms | p99 ms | of one process |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var delay in new[] { 0, 0.2, 1 })
        {
            await using var network = await TestNetwork.CreateAsync(hosts: 2);
            await using var line = delay > 0 ? await Delay(network, folder.File("delay"), TimeSpan.FromMilliseconds(delay)) : null;
            await using var issuer0 = ChildProcess.Start(requests.IssuerOn(network.Hosts[0]));
            await using var issuer1 = ChildProcess.Start(requests.IssuerOn(network.Hosts[1]));
            await using var one = await Contestant.StartOnHosts(network, 1, requests, folder.Path);
            await using var two = await Contestant.StartOnHosts(network, 2, requests, folder.Path);
            var users = await requests.Create(0, RequestMaker.Users);
            foreach (var cluster in new[] { one, two })
                await load.Play(cluster.Addresses, users, options.Connections, TimeSpan.FromMinutes(1));
            foreach (var connections in new[] { 64, 512 })
            {
                foreach (var workload in options.Workloads)
                    await Measure(one, two, workload, delay, connections);
            }
        }

        async Task Measure(Contestant one, Contestant two, Workload workload, double delay, int connections)
        {
            var turns = new List<Turn>();
            for (var round = -options.WarmUp; round < options.Rounds; round++)
            {
                var file = await workload.For(requests, options.Time);
                foreach (var cluster in round % 2 == 0 ? new[] { one, two } : [two, one])
                {
                    var turn = await Turn.Take(cluster, workload, round, load, file, connections, options.Time);
                    if (round >= 0)
                        turns.Add(turn);
                }
            }
            foreach (var theirs in turns.GroupBy(turn => turn.Contestant).OrderBy(theirs => theirs.Key))
            {
                var ratios = theirs.Select(turn =>
                    turn.Load.Rps / turns.Single(other => other.Contestant == "1" && other.Round == turn.Round).Load.Rps);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {delay} | {workload.Name} | {connections} | {theirs.Key} | {Median(theirs, load => load.Rps):N0} "
                    + $"| {Median(theirs, load => load.P50):0.00} | {Median(theirs, load => load.P99):0.00} "
                    + $"| {Spread.Of(ratios).Show("0.00")} × |"));
            }
        }

        static double Median(IEnumerable<Turn> turns, Func<LoadResult, double> figure) =>
            Spread.Of(turns.Select(turn => figure(turn.Load))).Median;
    }

    private static async Task<ChildProcess> Delay(TestNetwork network, string program, TimeSpan delay)
    {
        var isUp = new TaskCompletionSource();
        var microseconds = delay.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture);
        var line = ChildProcess.Start(network.OnRouter(program, Device, microseconds), _ => isUp.TrySetResult());
        await isUp.Task;
        await network.RouteThroughAsync(Device);
        return line;
    }
}
