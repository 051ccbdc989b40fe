using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>
/// What it takes to read all users of a fake Clerk, and what webhooks notice of it: one run that creates all users, one that finds them
/// unchanged, and the lanes.
/// </summary>
internal static class SyncBenchmark
{
    private const int Changed = 50;
    private const int Gone = 10;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LaneEvery = TimeSpan.FromSeconds(2);

    // A change is no drift as long as its webhook may still come.
    private static readonly TimeSpan ChangeAge = TimeSpan.FromMinutes(1);

    public static async Task Run(Options options)
    {
        var (users, webhooks, requests) =
            (options.Number("users", 100_000), options.Number("webhooks", 500), options.Number("requests", 1000));
        var latency = options.Number("latency", 0);
        await using var keys = await RequestMaker.Start(tokens: 0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Kind}, {users:N0} users, {webhooks} webhooks/s, {requests} requests in 10 s, {latency} ms latency\n"));
        Console.WriteLine("| round | what | s | requests | users/s | server CPU s | peak MB "
            + "| webhooks | p50 ms | p99 ms | longest ms | sent late, p99 ms | refused |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (var round = 1; round <= options.Number("rounds", 1); round++)
        {
            await using var target = await SyncTarget.Start(keys, options.Kind, users, requests, TimeSpan.FromMilliseconds(latency));
            await Runs(target, round, users, webhooks);
            await Lanes(target, round, users);
        }
    }

    private static async Task Runs(SyncTarget target, int round, int users, int webhooks)
    {
        await using var load = new WebhookLoad(target, webhooks);
        await Task.Delay(WarmUp);
        var before = Use.Start(target.Process);
        var quiet = load.Record();
        await Task.Delay(Quiet);
        var quietUse = before.End();
        before = Use.Start(target.Process);
        var busy = load.Record();
        var first = await target.Run();
        var firstUse = before.End();
        await load.Stop();
        Row(round, $"no run | {Text(Quiet.TotalSeconds)} | | | {quietUse} | {quiet.Row()}");
        Row(round, $"first run | {Of(first, users)} | {firstUse} | {busy.Row()}");

        before = Use.Start(target.Process);
        var second = await target.Run();
        Row(round, $"second run | {Of(second, users)} | {before.End()} | | | | | | ");
    }

    private static async Task Lanes(SyncTarget target, int round, int users)
    {
        await target.StartLanes(LaneEvery);
        var before = await target.Until(status => status["lanes"]!["head"] is not null && status["lanes"]!["deletion"] is not null);
        var drift = Drift(before);
        var clock = Stopwatch.StartNew();
        var changedAt = (TimeProvider.System.GetUtcNow() - ChangeAge).ToUnixTimeMilliseconds();
        var apart = Math.Max(1, users / Changed);
        for (var n = 0; n < Changed; n++)
            target.Clerk.Change(FakeUser.Numbered(n * apart).Id, user => user with { LastName = "Changed", UpdatedAt = changedAt });
        var head = (await target.Until(status => Drift(status) >= drift + Changed))["lanes"]!["head"]!;
        Row(round, $"head lane, {Changed} changes | {Text(clock.Elapsed.TotalSeconds)} | {head["requests"]} | | | | | | | | | ");

        clock.Restart();
        for (var n = 0; n < Gone; n++)
            target.Clerk.Delete(FakeUser.Numbered((n * (users / Gone)) + (users / Gone / 2)).Id);
        var end = await target.Until(status => (long?)status["lanes"]!["deletion"]?["goneThere"] == Gone);
        var requests = end["lanes"]!["deletion"]!["requests"];
        Row(round, $"deletion lane, {Gone} deletions | {Text(clock.Elapsed.TotalSeconds)} | {requests} | | | | | | | | | ");
    }

    /// <summary>The time, the requests and the users each second of a run.</summary>
    private static string Of(JsonNode run, int users)
    {
        var (seen, errors) = ((long)run["seen"]!, (long)run["errors"]!);
        if (seen != users || errors != 0)
            throw new InvalidOperationException($"The run saw {seen} of {users} users, and {errors} errors.");
        var time = (Time("finishedAt") - Time("startedAt")).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{time:0.0} | {run["requests"]} | {users / time:N0}");

        DateTimeOffset Time(string name) => DateTimeOffset.Parse((string)run[name]!, CultureInfo.InvariantCulture);
    }

    private static long Drift(JsonNode status) => (long)status["drift"]!["byPullOnly"]!;

    private static string Text(double number) => number.ToString("0.0", CultureInfo.InvariantCulture);

    private static void Row(int round, string cells) => Console.WriteLine($"| {round} | {cells} |");

    /// <summary>What a process uses from a moment on.</summary>
    private readonly record struct Use(int Process, TimeSpan Cpu)
    {
        public static Use Start(int process)
        {
            PeakMemory.Reset(process);
            return new Use(process, CpuTime.Of(process));
        }

        public string End() => string.Create(
            CultureInfo.InvariantCulture, $"{(CpuTime.Of(Process) - Cpu).TotalSeconds:0.0} | {PeakMemory.Of(Process):N0}");
    }
}
