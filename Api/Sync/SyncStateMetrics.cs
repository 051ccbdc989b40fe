using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansUsers.Api;

/// <summary>
/// Measures the state of the sync with each provider, which is one for the whole cluster: every process with the provider's key reports
/// the same. All values are 0 in a process without the key.
/// </summary>
internal sealed partial class SyncStateMetrics : BackgroundService
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, SyncState> _states = new(StringComparer.Ordinal);
    private readonly ProviderSet _providers;
    private readonly SyncWorkers _workers;
    private readonly SyncSettings _settings;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public SyncStateMetrics(
        Meter meter,
        ProviderSet providers,
        SyncWorkers workers,
        SyncSettings settings,
        IGrainFactory grains,
        TimeProvider clock,
        ILogger<SyncStateMetrics> logger)
    {
        (_providers, _workers, _settings, _grains, _clock, _logger) = (providers, workers, settings, grains, clock, logger);
        meter.CreateObservableGauge(
            "orleans_users.sync.drift",
            () => Of(state => state.Drift?.ByPullOnly ?? 0),
            "{change}",
            "Changes that came by reading the directory only, since the last webhook of the provider arrived.");
        meter.CreateObservableGauge(
            "orleans_users.sync.run.failed",
            () => Of(state => state.Run?.State == SyncRunState.Failed ? 1 : 0),
            description: "1 when the last run over all users of the provider failed, else 0.");
        meter.CreateObservableGauge(
            "orleans_users.sync.lane.failed",
            () => Of(state => state.Head?.LastError is not null || state.Deletion?.LastError is not null ? 1 : 0),
            description: "1 when a lane could not read to its end the last time, else 0.");
        meter.CreateObservableGauge(
            "orleans_users.sync.lane.finished",
            () => Of(state => state.Head?.FinishedAt.ToUnixTimeMilliseconds() / 1000.0 ?? 0),
            "s",
            "Unix time at which the head lane ended for the last time; 0 when it has never run.");
        meter.CreateObservableGauge(
            "orleans_users.sync.schedule",
            () => providers.All.Select(provider => new Measurement<double>(ScheduleOf(provider), Tag(provider))),
            "s",
            "How often the lanes run by themselves; 0 when they do not.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var keyed = _providers.All.Where(provider => _workers.Of(provider.Name) is not null).ToArray();
        while (keyed.Length > 0 && !stoppingToken.IsCancellationRequested)
        {
            foreach (var provider in keyed)
                await Read(provider, stoppingToken);
            await Task.Delay(ReadEvery, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Read(Provider provider, CancellationToken stop)
    {
        try
        {
            _states[provider.Name] = await _grains.GetGrain<ISyncGrain>(provider.Name).Get().WaitAsync(stop);
        }
        catch (Exception fault)
        {
            // What was read before is shown until the cluster answers again.
            NotRead(_logger, provider.Name, fault.Message.Split('\n')[0]);
        }
    }

    private IEnumerable<Measurement<double>> Of(Func<SyncState, double> measure) =>
        _providers.All.Select(provider =>
            new Measurement<double>(_states.TryGetValue(provider.Name, out var state) ? measure(state) : 0, Tag(provider)));

    private double ScheduleOf(Provider provider) => _workers.Of(provider.Name) is null ? 0 : _settings.Schedule?.TotalSeconds ?? 0;

    private static KeyValuePair<string, object?> Tag(Provider provider) => new("provider", provider.Name);

    [LoggerMessage(LogLevel.Debug, "The state of the sync with {Provider} could not be read for its metrics: {Reason}")]
    private static partial void NotRead(ILogger logger, string provider, string reason);
}
