using Microsoft.Extensions.DependencyInjection;

namespace OrleansUsers.Silo;

/// <summary>Fails the calls that were sent to a silo just after it was declared dead.</summary>
/// <remarks>
/// When Orleans 10.4 learns of a death, it fails the calls that wait for that silo, once. For some milliseconds more its grain directory
/// still names that silo, and the connection stays open for ten seconds. A call that is sent in between would wait for its deadline.
/// </remarks>
internal sealed class CallsToDeadSilos(ISiloStatusOracle silos, ISiloStatusListener failing, TimeProvider clock)
    : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener
{
    // A live stream that missed a change sends such a call, and has a second to show it.
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private const int Times = 30;

    public static void AddTo(IServiceCollection services) => services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider =>
    {
        // Orleans has no public way to fail calls. This class of it does so when it is told of a death; without it the start fails.
        var maintainer = services.Single(service => service.ImplementationType?.Name == "SiloConnectionMaintainer");
        var failing = (ISiloStatusListener)ActivatorUtilities.CreateInstance(provider, maintainer.ImplementationType!);
        return ActivatorUtilities.CreateInstance<CallsToDeadSilos>(provider, failing);
    });

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(CallsToDeadSilos),
        ServiceLifecycleStage.RuntimeInitialize,
        _ =>
        {
            silos.SubscribeToSiloStatusEvents(this);
            return Task.CompletedTask;
        },
        _ =>
        {
            silos.UnSubscribeFromSiloStatusEvents(this);
            return Task.CompletedTask;
        });

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead)
            _ = FailLateCalls(updatedSilo);
    }

    // Nothing says when the grain directory has forgotten the silo, so late calls are looked for again and again.
    private async Task FailLateCalls(SiloAddress dead)
    {
        for (var time = 0; time < Times; time++)
        {
            await Task.Delay(Every, clock);
            failing.SiloStatusChangeNotification(dead, SiloStatus.Dead);
        }
    }
}
