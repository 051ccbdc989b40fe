using Orleans.Storage;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Reads the token index, many sign-ins at once. It is written with the users, and by nobody else.</summary>
internal sealed class TokenStorage(IUserTable table) : IGrainStorage, IAsyncDisposable
{
    private readonly GroupCommit<string, string?> _reads = new(token => token, StoreMetrics.Measured<string, string?>("sign-in", table.ReadHolders), _ => false);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var holder = await _reads.Send(GrainKey.Decode(grainId.Key.ToString()!));
        As(grainState).State = new TokenOwner { ExternalId = holder };
        grainState.RecordExists = holder is not null;
    }

    /// <summary>Not supported.</summary>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw ReadOnly();

    /// <summary>Not supported.</summary>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw ReadOnly();

    public ValueTask DisposeAsync() => _reads.DisposeAsync();

    private static NotSupportedException ReadOnly() => new("The token index changes with the users.");

    private static IGrainState<TokenOwner> As<T>(IGrainState<T> grainState) =>
        grainState as IGrainState<TokenOwner> ?? throw new NotSupportedException($"This storage holds the token index, not {typeof(T)}.");
}
