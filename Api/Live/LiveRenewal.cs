namespace OrleansUsers.Api;

/// <summary>Repeats each watch when it is due.</summary>
internal sealed class LiveRenewal(LiveUsers users, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            users.RenewDue();
    }
}
