namespace OrleansUsers.Api;

/// <summary>Repeats calls of the store while it fails: what was read from a provider must not be lost for it.</summary>
internal sealed partial class StorePatience(TimeProvider clock, ILogger<StorePatience> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="failed">Is called before the call is repeated.</param>
    public async Task<T> Repeat<T>(Func<Task<T>> call, CancellationToken cancellationToken, Action? failed = null)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call();
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                StoreFails(logger, fault.Message.Split('\n')[0]);
                failed?.Invoke();
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "A user of a sync could not be compared or stored. It is tried again. {Reason}")]
    private static partial void StoreFails(ILogger logger, string reason);
}
