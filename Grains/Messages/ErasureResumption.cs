namespace OrleansUsers.Grains;

/// <summary>
/// Resumes interrupted erasures, whose process may have been killed: when a silo starts, and every minute after that.
/// </summary>
internal sealed class ErasureResumption(IGrainFactory grains, TimeProvider clock) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _resuming = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ErasureResumption),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _resuming = Task.Run(ResumeUntilStopped, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _resuming;
        });

    public void Dispose() => _stopping.Dispose();

    private async Task ResumeUntilStopped()
    {
        while (!_stopping.IsCancellationRequested)
        {
            // A store that does not answer is told elsewhere.
            await grains.GetMessageErasures().Resume().WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Every, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
