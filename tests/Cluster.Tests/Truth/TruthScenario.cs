using System.Collections.Concurrent;

namespace OrleansUsers.Cluster.Tests;

/// <summary>
/// One fault or several with callers at every process, who stop to write before it is looked for what they wrote: no later write can
/// repair what went wrong.
/// </summary>
internal sealed class TruthScenario : IAsyncDisposable
{
    private const int Users = 100;

    // What the program promises: what was acknowledged is shown everywhere within this time.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    private readonly ITestOutputHelper _output;
    private readonly Population _users;
    private readonly Callers _callers;
    private readonly string _reader;
    private readonly ConcurrentQueue<string> _failures = new();

    private TruthScenario(
        Fleet fleet,
        ITestOutputHelper output,
        CallHistory history,
        Changes changes,
        Population users,
        Targets targets,
        string reader,
        Random random)
    {
        (Fleet, History, Changes, Targets, _output, _users, _reader) = (fleet, history, changes, targets, output, users, reader);
        _callers = new Callers(fleet, history, changes, users, targets, reader, random);
    }

    public Fleet Fleet { get; }

    public CallHistory History { get; }

    public Changes Changes { get; }

    public Targets Targets { get; }

    public Population Population => _users;

    /// <summary>Begins once all users are stored and the callers are at work.</summary>
    public static async Task<TruthScenario> StartAsync(
        Fleet fleet, ITestOutputHelper output, Random random, int users = Users, int crowd = 0)
    {
        await fleet.RestartEndedAsync();
        var history = new CallHistory();
        var changes = new Changes(fleet, history);
        var targets = new Targets(fleet.All.Count);
        var population = await Population.CreateAsync(fleet, changes, targets.InUse, users, crowd);
        var reader = await fleet.TokenAsync("reader");
        var scenario = new TruthScenario(fleet, output, history, changes, population, targets, reader, random);
        await PassAsync(1);
        return scenario;
    }

    /// <summary>Lets the callers go on for this time.</summary>
    public static Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);

    /// <summary>Each user's last change comes at a random moment within this time.</summary>
    public void EndChangesWithin(double seconds) => _callers.EndChangesWithin(TimeSpan.FromSeconds(seconds));

    public Task ChangesEndedAsync() => _callers.ChangesEndedAsync();

    public void Tell(string what) => _output.WriteLine(what);

    /// <summary>What is not met fails the scenario at its end, so that the rest of it is still seen.</summary>
    public void Require(bool isMet, string otherwise)
    {
        if (!isMet)
            _failures.Enqueue(otherwise);
    }

    /// <summary>Looks as by <see cref="LookAsync"/>, and adds a row to the table of faults.</summary>
    public async Task EndAsync(string fault) => Report.Add((await LookAsync(fault)).Row(fault));

    /// <summary>
    /// Looks for what was acknowledged when nobody writes any more: at once, a second later, and again. Fails when a process shows a user
    /// otherwise than the row, or showed older at any time than what had been acknowledged a second before.
    /// </summary>
    public async Task<TruthReport> LookAsync(string fault)
    {
        await ChangesEndedAsync();
        int[] processes = [.. Targets.InUse.Where(process => Fleet.All[process].ExitCode is null)];
        var check = new TruthCheck(Fleet, History, _users, _reader);
        var rows = await Row.ReadAsync(Fleet.Database, _users.All);
        var atOnce = await check.ByBatchAsync(processes, rows);
        await PassAsync(Promised.TotalSeconds);
        var later = await check.ByAllWaysAsync(processes, rows);
        await PassAsync(Promised.TotalSeconds);
        var stillLater = await check.ByAllWaysAsync(processes, await Row.ReadAsync(Fleet.Database, _users.All));
        await _callers.DisposeAsync();

        var outdated = HistoryCheck.Stale(History.Calls, Promised);
        var report = new TruthReport(
            _users.All.Count,
            processes.Length,
            History.Acknowledged,
            History.Reads,
            atOnce.Select(one => one.User).Distinct().Count(),
            later.Concat(stillLater).Select(one => one.User.Id).Concat(outdated.Select(one => one.User)).Distinct().Count());
        Tell(report.Row(fault));
        Tell("shown otherwise at once", atOnce);
        Tell("shown otherwise after a second", later.Concat(stillLater));
        Tell("shown older than acknowledged a second before", outdated);
        Tell("not linearizable", HistoryCheck.Linearizable(History.Calls));
        Assert.Empty(_failures);
        Assert.Equal(0, report.StaleLater);
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        await _callers.DisposeAsync();
        await _users.DisposeAsync();
    }

    private void Tell(string what, IEnumerable<object> found)
    {
        var all = found.ToArray();
        if (all.Length > 0)
            Tell($"{all.Length} {what}, among them:\n  {string.Join("\n  ", all.Take(5))}");
    }
}
