namespace OrleansUsers.Api;

/// <summary>Repeats each watch when it is due, and all watches when a silo has left the cluster.</summary>
internal sealed class LiveRenewal(LiveUsers users, IClusterMembershipService cluster, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RenewWhenDue(stoppingToken), RenewWhenSilosLeave(stoppingToken));

    private async Task RenewWhenDue(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stopping))
            users.RenewDue();
    }

    private async Task RenewWhenSilosLeave(CancellationToken stopping)
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
