namespace OrleansUsers.Api;

/// <summary>Reads users that nobody is before the server listens, so that no caller has to wait until the code that does it is compiled.</summary>
/// <remarks>The first reads of a process take hundreds of milliseconds, and those who are sent to it when it replaces another one come all at once.</remarks>
internal sealed class WarmUp(IGrainFactory grains, TimeProvider clock) : IHostedService
{
    // Enough for some of them to be at other processes.
    private const int Users = 20;

    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    /// <summary>Never throws: whether the store can be reached is for <c>/health/ready</c> to say.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var reads = Enumerable.Range(0, Users).Select(_ => grains.GetUser($"nobody-{Guid.NewGuid()}").Get());
        await ((Task)Task.WhenAll(reads)).WaitAsync(AtMost, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
