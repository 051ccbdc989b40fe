namespace OrleansUsers.Api;

/// <summary>Repeats watches when it is time, and when a silo of the cluster is gone.</summary>
internal sealed class LiveRenewal(LiveUsers users, IClusterMembershipService cluster, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(WhenDue(stoppingToken), WhenSilosGo(stoppingToken));

    private async Task WhenDue(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stopping))
            users.RenewDue();
    }

    private async Task WhenSilosGo(CancellationToken stopping)
    {
        var before = cluster.CurrentSnapshot;
        await foreach (var now in cluster.MembershipUpdates.WithCancellation(stopping))
        {
            if (before.Members.Values.Any(silo => silo.Status != SiloStatus.Dead
                && now.GetSiloStatus(silo.SiloAddress) is SiloStatus.Dead or SiloStatus.None))
                users.RenewAll();
            before = now;
        }
    }
}
