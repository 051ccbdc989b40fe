namespace OrleansUsers.Api;

/// <summary>Repeats each watch when it is due, and those that have failed as soon as a silo is declared dead.</summary>
/// <remarks>
/// Until then the watches of the dead silo's users fail, at longer and longer intervals. Afterwards they succeed, and what was acknowledged
/// must be shown within a second.
/// </remarks>
internal sealed class LiveRenewal(LiveUsers users, ISiloStatusOracle silos, TimeProvider clock) : BackgroundService, ISiloStatusListener
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.1);

    void ISiloStatusListener.SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead)
            users.RenewFailed();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        try
        {
            using var timer = new PeriodicTimer(Tick, clock);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                users.RenewDue();
        }
        finally
        {
            silos.UnSubscribeFromSiloStatusEvents(this);
        }
    }
}
