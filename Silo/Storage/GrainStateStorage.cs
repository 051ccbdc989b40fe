using System.Globalization;
using Orleans.Storage;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Stores the state of all grains except users, in the table of Orleans' ADO.NET storage, with group commit.</summary>
/// <remarks>
/// Orleans' own storage commits each state by itself, on a connection of its own. When hundreds of grains write at once, the last of them
/// wait longer than a call may take: on SQLite for the file, on PostgreSQL for a connection.
/// </remarks>
internal sealed class GrainStateStorage(IGrainStateTable table, IMembershipLease lease) : IGrainStorage, IAsyncDisposable
{
    private readonly GrainStateSerializer _serializer = new();
    private readonly Batcher<GrainStateRow, bool> _writes = new(
        row => row.Key.ToString(), table.Write, table.IsRowFault, size: row => row.Payload?.Length ?? 0);

    private readonly Batcher<GrainStateKey, GrainStateRow?> _reads = new(key => key.ToString(), table.Read, sharesAnswers: true);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await _reads.Send(Key(stateName, grainId));
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = row?.Payload is not null;
        grainState.State = row?.Payload is { } payload
            ? _serializer.Deserialize<T>(new BinaryData(payload))
            : Activator.CreateInstance<T>();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Write(stateName, grainId, grainState, _serializer.Serialize(grainState.State).ToArray());
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Write(stateName, grainId, grainState, payload: null);
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    public async ValueTask DisposeAsync()
    {
        await _writes.Close();
        await _reads.Close();
    }

    private async Task Write<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[]? payload)
    {
        var version = grainState.ETag is null ? 1 : int.Parse(grainState.ETag, CultureInfo.InvariantCulture) + 1;
        if (!await _writes.Send(new GrainStateRow(Key(stateName, grainId), version, payload)))
            throw new InconsistentStateException(
                $"Version {version} does not follow the stored one of {grainId}.", "unknown", grainState.ETag);
        // The write is durable. This process may have been declared dead since.
        lease.Check();
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
    }

    private static GrainStateKey Key(string stateName, GrainId grainId) => new(stateName, grainId.Key.ToString()!);
}
