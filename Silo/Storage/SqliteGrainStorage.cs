using Orleans.Storage;

namespace OrleansUsers.Silo;

/// <summary>Lets one write of grain state at a time into the SQLite file.</summary>
/// <remarks>SQLite has one writer anyway, and the others wait on a thread each: many grains that write at once would use up the thread pool.</remarks>
internal sealed class SqliteGrainStorage(IGrainStorage storage) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _writer = new(1);

    public void Participate(ISiloLifecycle lifecycle) => ((ILifecycleParticipant<ISiloLifecycle>)storage).Participate(lifecycle);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        InTurn(() => storage.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        InTurn(() => storage.ClearStateAsync(stateName, grainId, grainState));

    public void Dispose() => _writer.Dispose();

    private async Task InTurn(Func<Task> write)
    {
        if (!await _writer.WaitAsync(Patience))
            throw new TimeoutException("The store is too far behind to take one more write.");
        try
        {
            await write();
        }
        finally
        {
            _writer.Release();
        }
    }
}
