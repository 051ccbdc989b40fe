using Orleans.Storage;

namespace OrleansUsers.Grains.Tests;

/// <summary>The real storage of grain state, with trouble on demand.</summary>
internal sealed class TroubledStorage(IGrainStorage storage, Trouble trouble) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = grainId.Key.ToString()!;
        trouble.Writes.AddOrUpdate(key, 1, (_, count) => count + 1);
        if (trouble.Hold.TryGetValue(key, out var gate))
            await gate.Pass();
        if (trouble.FailBeforeCommit.ContainsKey(key))
            throw new IOException("The disk is on fire.");
        await storage.WriteStateAsync(stateName, grainId, grainState);
        if (trouble.FailAfterCommit.ContainsKey(key))
            throw new IOException("The cable was cut.");
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        storage.ClearStateAsync(stateName, grainId, grainState);
}
