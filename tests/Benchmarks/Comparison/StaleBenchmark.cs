using System.Globalization;
using System.Net.Http.Headers;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// Two processes of ours, and two of the rival that caches users: how many of 10,000 users the one still shows as they were, after the
/// other has acknowledged an update of each.
/// </summary>
internal static class StaleBenchmark
{
    private const int AtOnce = 32;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    public static async Task Run(Options options)
    {
        await using var requests = await RequestMaker.Start();
        using var load = new LoadGenerator();
        await using var rival = await Contestant.StartRival(
            Contestant.CachingRival, count: 2, requests, await UsersDatabase.CreateAsync(DatabaseKind.Postgres));
        await using var ours = await Contestant.StartCluster("2", requests);
        Console.WriteLine("| two processes of | users | stale at once | after 1 s | after 10 s |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var contestant in new[] { rival, ours })
        {
            await load.Play(contestant.Addresses, await requests.Create(0, RequestMaker.Users), options.Connections, Long);
            foreach (var port in contestant.Addresses)
                await CountStale(requests, port, first: null);
            var first = requests.UpdatesMade;
            await load.Play([contestant.Addresses[0]], await requests.Update(RequestMaker.Users), options.Connections, Long);
            var counts = new List<int>();
            foreach (var wait in new[] { 0, 1, 9 })
            {
                await Task.Delay(TimeSpan.FromSeconds(wait));
                counts.Add(await CountStale(requests, contestant.Addresses[1], first));
            }
            Console.WriteLine($"| {contestant.Name} | {RequestMaker.Users:N0} | {counts[0]:N0} | {counts[1]:N0} | {counts[2]:N0} |");
        }
    }

    /// <summary>Reads every user at the port, and counts those that do not have the name of their newest update.</summary>
    /// <param name="first">The number of the first update; null when nobody was updated yet.</param>
    private static async Task<int> CountStale(RequestMaker requests, string port, int? first)
    {
        var tokens = await File.ReadAllLinesAsync(requests.Key("tokens.txt"));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var stale = 0;
        await Parallel.ForAsync(0, RequestMaker.Users, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, stop) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/users/current");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[RequestMaker.UserOf(n)]);
            using var answer = await client.SendAsync(request, stop);
            var name = string.Create(CultureInfo.InvariantCulture, $"\"Lovelace{first + n}\"");
            if (first is not null && !(await answer.Content.ReadAsStringAsync(stop)).Contains(name, StringComparison.Ordinal))
                Interlocked.Increment(ref stale);
        });
        return stale;
    }
}
