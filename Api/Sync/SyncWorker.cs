using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Asks for work with one provider, and does it. Each process that has the provider's key does so; the grain gives the work to one of
/// them.
/// </summary>
internal sealed partial class SyncWorker(
    IDirectory directory,
    SyncSettings settings,
    IGrainFactory grains,
    Users users,
    SyncUsers syncUsers,
    ProviderEvents events,
    IUserList list,
    SyncMetrics metrics,
    SampledWarnings warnings,
    TimeProvider clock,
    ILogger<SyncWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(2);

    private readonly Provider _provider = directory.Provider;
    private readonly string _worker = Guid.NewGuid().ToString("N");
    private volatile TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The provider that it works for.</summary>
    public string Name => _provider.Name;

    /// <summary>Makes it ask at once.</summary>
    public void Wake() => _wake.TrySetResult();

    /// <summary>Reads one user for an operator who waits. Null when the provider has answered that there is no such user.</summary>
    public Task<PulledUser?> Find(string subject, CancellationToken cancellationToken) =>
        directory.Find(subject, new SingleRequest(), cancellationToken);

    public override void Dispose()
    {
        base.Dispose();
        directory.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var grain = grains.GetGrain<ISyncGrain>(_provider.Name);
        var schedule = settings.Schedule is { } every ? new SyncSchedule(every, directory.HasDeletionLane) : null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await grain.Take(_worker, schedule) is { } work)
                {
                    await Do(work, grain, stoppingToken);
                    continue;
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                if (warnings.ShouldLog(_provider.Name, "sync", out var suppressed))
                    Fails(logger, _provider.Name, fault.Message.Split('\n')[0], suppressed);
            }
            catch
            {
                // The process stops.
            }
            await Task.WhenAny(_wake.Task, Task.Delay(AskEvery, clock, stoppingToken));
            if (_wake.Task.IsCompleted)
                _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task Do(SyncWork work, ISyncGrain grain, CancellationToken stop)
    {
        if (work.IsTakenOver)
            directory.Budget.AssumeUsed();
        using var job = new SyncJob(work, _provider, _worker, grain, syncUsers, metrics, clock, logger);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, job.Ended);
        using var done = new CancellationTokenSource();
        var keeping = job.Keep(done.Token);
        try
        {
            if (work.Kind == SyncWorkKind.Run)
                await new SyncRunner(directory, job, events, list, clock, logger).Run(end.Token);
            else
                await new SyncLanes(directory, job, users, Drift(), clock, logger).Run(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Another process goes on, or a run goes before a lane.
        }
        finally
        {
            await done.CancelAsync();
            await keeping;
        }
        if (stop.IsCancellationRequested)
            await Release(work, grain);
    }

    private async Task Release(SyncWork work, ISyncGrain grain)
    {
        try
        {
            await grain.Save(_worker, work.Kind, new SyncUpdate { Releases = true }).WaitAsync(ReleaseTime, clock);
        }
        catch (Exception fault)
        {
            // The lease ends by itself.
            NotReleased(logger, _provider.Name, fault.Message.Split('\n')[0]);
        }
    }

    [LoggerMessage(LogLevel.Information, "The sync with {Provider} goes on in another process in 10 seconds, not at once: {Reason}")]
    private static partial void NotReleased(ILogger logger, string provider, string reason);

    private DriftCount Drift() => new(_provider, users, metrics, warnings, clock, logger);

    [LoggerMessage(
        LogLevel.Warning,
        "The sync with {Provider} stopped and is tried again: {Reason} Such lines suppressed since the last one: {Suppressed}.")]
    private static partial void Fails(ILogger logger, string provider, string reason, long suppressed);
}
