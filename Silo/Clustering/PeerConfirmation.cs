using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Prolongs the lease by the answers of other members while the own heartbeat fails.</summary>
/// <remarks>
/// One member that reaches the database is enough: it writes the heartbeat. When none of those asked reaches it, all others must confirm. A
/// member that does not answer may reach the database, and may have declared this process dead there.
/// </remarks>
internal sealed class PeerConfirmation(
    Heartbeat heartbeat, MembershipLease lease, OwnDeath death, ISiloStatusOracle silos, MemberServiceClient members, TimeProvider clock)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>A heartbeat that is older has failed, or is late.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _asking = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(PeerConfirmation),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _asking = Task.Run(AskUntilStopped, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _asking;
        });

    public void Dispose() => _stopping.Dispose();

    private async Task AskUntilStopped()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                if (heartbeat.Age > MaxAge)
                    await AskAll();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task AskAll()
    {
        var sentAt = clock.GetTimestamp();
        var others = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(silos.SiloAddress)).ToArray();
        var confirmations = 0;
        await foreach (var answer in Task.WhenEach(others.Select(Ask)))
        {
            switch (await answer)
            {
                case MemberConfirmation.Dead:
                    death.End("Another member of the cluster says that this process was declared dead.");
                    return;
                case MemberConfirmation.ByDatabase:
                    lease.Prolong(sentAt);
                    return;
                case MemberConfirmation.AsFarAsKnown:
                    confirmations++;
                    break;
            }
        }
        if (confirmations > 0 && confirmations == others.Length)
            lease.Prolong(sentAt);
    }

    /// <summary>Asks one member. Null when it does not answer in time, and when it is of a build that does not know the question.</summary>
    private async Task<MemberConfirmation?> Ask(SiloAddress silo)
    {
        try
        {
            return await members.Confirm(silo, silos.SiloAddress).WaitAsync(Patience, clock, _stopping.Token);
        }
        catch (Exception) when (!_stopping.IsCancellationRequested)
        {
            return null;
        }
    }
}
