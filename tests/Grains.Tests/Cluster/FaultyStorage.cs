using Orleans.Storage;

namespace OrleansUsers.Grains.Tests;

/// <summary>The real storage of grain state, with injected faults.</summary>
internal sealed class FaultyStorage(IGrainStorage storage, Faults faults) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        faults.StateReads.AddOrUpdate(grainId.Key.ToString()!, 1, (_, count) => count + 1);
        return storage.ReadStateAsync(stateName, grainId, grainState);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = grainId.Key.ToString()!;
        faults.Writes.AddOrUpdate(key, 1, (_, count) => count + 1);
        if (faults.Hold.TryGetValue(key, out var gate))
            await gate.Pass();
        if (faults.FailBeforeCommit.ContainsKey(key))
            throw new IOException("Injected: the write failed.");
        if (faults.Overload.ContainsKey(key))
            throw new StoreOverloadedException();
        await storage.WriteStateAsync(stateName, grainId, grainState);
        if (faults.FailAfterCommit.ContainsKey(key))
            throw new IOException("Injected: the answer was lost.");
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);
}
