using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// How long a change takes from the post of its event until an open stream has received it, and what an open stream costs.
/// </summary>
internal static class LiveBenchmark
{
    private const int Changes = 1_000;
    private const int Users = 20;
    private const int Streams = 10_000;
    private const int Openers = 64;

    public static async Task Run()
    {
        await using var foreign = ForeignClient.Start();
        foreach (var kind in Enum.GetValues<DatabaseKind>())
        {
            await using var app = await Sandbox.StartAsync(foreign, kind);
            await Latency($"{kind}, one process", app, app.Api);
        }

        await using var cluster = await Sandbox.StartAsync(foreign, DatabaseKind.Postgres);
        await using var peer = await cluster.StartPeerAsync();
        await Latency($"{DatabaseKind.Postgres}, posted to one process, received from another", cluster, peer);

        await using var crowded = await Sandbox.StartAsync(foreign, DatabaseKind.Postgres);
        await OpenMany(crowded);
    }

    /// <summary>Changes users in turn, one change at a time.</summary>
    private static async Task Latency(string what, Sandbox app, ApiProcess streamsAt)
    {
        using var client = OpenStream.ClientOf(streamsAt);
        var streams = new List<(Person Person, OpenStream Stream)>();
        for (var n = 0; n < Users; n++)
        {
            var person = Person.New();
            streams.Add((person, await OpenStream.Open(client, await Token(app, person))));
            await Time(app, person, streams[n].Stream, version: 1);
        }

        var times = new List<double>(Changes);
        for (var n = 0; n < Changes; n++)
        {
            var (person, stream) = streams[n % Users];
            times.Add(await Time(app, person, stream, version: 2 + (n / Users)));
        }
        foreach (var (_, stream) in streams)
            stream.Dispose();
        Report(what, times);
    }

    private static async Task OpenMany(Sandbox app)
    {
        using var client = OpenStream.ClientOf(app.Api);
        var warm = await OpenStream.Open(client, await Token(app, Person.New()));
        var people = Enumerable.Range(0, Streams).Select(_ => Person.New()).ToArray();
        var tokens = new string[Streams];
        for (var n = 0; n < Streams; n++)
            tokens[n] = await Token(app, people[n]);
        await Together(Streams, async n => await app.DeliverAsync(people[n].Created()));

        var before = await Memory(app.Api);
        var opening = Stopwatch.StartNew();
        var streams = new OpenStream[Streams];
        await Together(Streams, async n => streams[n] = await OpenStream.Open(client, tokens[n]));
        var took = opening.Elapsed;
        var after = await Memory(app.Api);
        Console.WriteLine(
            $"{Streams} streams of as many users in one process: opened in {took.TotalSeconds:N1} s, "
            + $"{(after - before) / (double)Streams / 1024:N1} KiB each (resident {before >> 20} to {after >> 20} MiB)");

        var times = new List<double>(Changes);
        for (var n = 0; n < Changes; n++)
            times.Add(await Time(app, people[n], streams[n], version: 2));
        Report($"{DatabaseKind.Postgres}, one process with {Streams} open streams", times);

        var all = Stopwatch.StartNew();
        await Task.WhenAll(
            Together(Streams, async n => await app.DeliverAsync(people[n].AfterChange(9).Updated())),
            Task.WhenAll(Enumerable.Range(0, Streams).Select(n => streams[n].Reaches(n < Changes ? 3 : 2))));
        Console.WriteLine(
            $"a change of each of the {Streams}, posted by {Openers} at once: the last one received after {all.Elapsed.TotalSeconds:N1} s");
        foreach (var stream in streams.Append(warm))
            stream.Dispose();
    }

    private static async Task<double> Time(Sandbox app, Person person, OpenStream stream, int version)
    {
        var body = person.AfterChange(version).Updated();
        var received = stream.Reaches(version);
        var start = Stopwatch.GetTimestamp();
        var posted = app.DeliverAsync(body);
        await received;
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await posted;
        return time;
    }

    // The streams of a benchmark outlive the minute that Clerk's tokens have.
    private static Task<string> Token(Sandbox app, Person person) =>
        app.Clerk.TokenAsync(person.Id, claims => claims["exp"] = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds());

    private static Task Together(int count, Func<int, Task> action) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Openers }, async (n, _) => await action(n));

    /// <summary>The resident memory of a process once it has come to rest, in bytes.</summary>
    private static async Task<long> Memory(ApiProcess api)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        return api.ResidentBytes;
    }

    private static void Report(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine(
            $"{what}: p50 {times[times.Count / 2]:N2} ms, p99 {times[times.Count * 99 / 100]:N2} ms, "
            + $"longest {times[^1]:N2} ms, over {times.Count} changes");
    }
}
