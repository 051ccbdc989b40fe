namespace OrleansUsers.Cluster.Tests;

/// <summary>One fault or several, from before to after: traffic runs throughout, and at the end it is told what came of it.</summary>
internal sealed class FaultScenario : IAsyncDisposable
{
    // A caller is never kept waiting longer, whatever happens.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10.5);

    // What recovers and fails again is not recovered.
    private static readonly TimeSpan Relapse = TimeSpan.FromSeconds(3);

    private readonly Fleet _fleet;
    private readonly ITestOutputHelper _output;
    private readonly List<(TimeSpan From, TimeSpan Until)> _recoveries = [];
    private TimeSpan? _begin;

    private FaultScenario(Fleet fleet, Traffic traffic, ITestOutputHelper output) => (_fleet, Traffic, _output) = (fleet, traffic, output);

    public Traffic Traffic { get; }

    public static async Task<FaultScenario> StartAsync(Fleet fleet, ITestOutputHelper output)
    {
        var scenario = new FaultScenario(fleet, await Traffic.StartAsync(fleet, Seed.NewRandom(output)), output);
        await WatchAsync(Relapse);
        return scenario;
    }

    /// <summary>A fault begins now.</summary>
    public void Strike()
    {
        Recovered();
        _begin ??= Traffic.Now;
        _recoveries.Add((Traffic.Now, TimeSpan.MaxValue));
    }

    /// <summary>What failed is there again: it is for everything else to recover.</summary>
    public void Mended() => _recoveries[^1] = (Traffic.Now, TimeSpan.MaxValue);

    /// <summary>Completes when every user was served again, and still is a while later.</summary>
    public async Task RecoverAsync()
    {
        await Traffic.EveryUserServedAsync(_recoveries[^1].From);
        await WatchAsync(Relapse);
        // A call that hung until now was its user's last trouble: what ended the wait is the call after it.
        await Traffic.EveryUserServedAsync(Traffic.Now);
        Recovered();
    }

    /// <summary>Lets the traffic go on for a time.</summary>
    public static Task WatchAsync(TimeSpan time) => Task.Delay(time, TestContext.Current.CancellationToken);

    /// <summary>Lets the traffic go on until then, if that is still to come.</summary>
    public Task WatchUntilAsync(TimeSpan moment) => moment - Traffic.Now is { Ticks: > 0 } left ? WatchAsync(left) : Task.CompletedTask;

    /// <summary>Every caller got an answer it may get, in time, and nothing that was acknowledged is lost at any process.</summary>
    /// <param name="fault">What to call it in the report.</param>
    /// <param name="within">How long a user may have to wait after each fault.</param>
    public async Task<FaultReport> EndAsync(string fault, TimeSpan within)
    {
        await Traffic.EveryUserServedAsync(Traffic.Now);
        await Traffic.EndAsync();
        var report = FaultReport.Of([.. Traffic.Calls], Traffic.History, _begin!.Value, _recoveries);
        _output.WriteLine(report.Row(fault));
        _output.WriteLine($"of the 503, {report.UnavailableLater} came after all had recovered, when what had failed came back");

        Assert.Empty(report.Wrong);
        Assert.Empty(report.Stale);
        Assert.InRange(report.Longest, TimeSpan.Zero, LongestCall);
        Assert.InRange(report.UntilWritable, TimeSpan.Zero, within);
        Assert.InRange(report.UntilReadable, TimeSpan.Zero, within);
        Assert.All(_fleet.All, process => Assert.DoesNotContain("CodecNotFoundException", process.Output, StringComparison.Ordinal));
        foreach (var process in _fleet.All)
            await Ledger.IsKeptAsync(Traffic.All, await _fleet.SignedInAsync("reader", process), _fleet.Database);
        Report.Add(report.Row(fault));
        return report;
    }

    public ValueTask DisposeAsync() => Traffic.DisposeAsync();

    // What fails from here on has another cause, like the return of what had failed.
    private void Recovered()
    {
        if (_recoveries is [.., { Until: var until } last] && until == TimeSpan.MaxValue)
            _recoveries[^1] = last with { Until = Traffic.Now };
    }
}
