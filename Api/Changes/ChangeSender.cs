using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Sends the changes of users while this process is the sender of its cluster. Otherwise waits until it becomes the sender.
/// </summary>
internal sealed partial class ChangeSender(
    IServiceProvider services,
    IDeliveryTable table,
    ILocalSiloDetails silo,
    IHostApplicationLifetime process,
    TimeProvider clock,
    ILogger<ChangeSender> logger) : BackgroundService
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that stops gives the lease back at once, and not after its last requests.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, process.ApplicationStopping);
        var lease = new SenderLease(table, $"{silo.SiloAddress} {Guid.NewGuid():N}", clock);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await lease.Acquire(stop.Token) is { } progress)
                {
                    using var turn = ActivatorUtilities.CreateInstance<SendingTurn>(services, progress, lease);
                    await turn.Run(stop.Token);
                }
            }
            catch (Exception fault)
            {
                if (!stop.IsCancellationRequested)
                    LogFailed(logger, fault);
            }
            await Task.Delay(AskAgainAfter, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Whether this process is the sender of changes could not be found out.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
