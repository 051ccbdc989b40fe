using System.Text.Json;
using Orleans.Storage;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Stores <see cref="UserState"/> in the table <c>users</c>, with group commit for writes and for reads of users not in memory.</summary>
internal sealed class UserStorage(IUserTable table) : IGrainStorage, IAsyncDisposable
{
    private readonly GroupCommit<UserRow, RowOutcome> _writes = new(row => row.ExternalId, StoreMetrics.Measured<UserRow, RowOutcome>("write", table.Write), table.IsRowFault);
    private readonly GroupCommit<string, StoredUser?> _reads = new(id => id, StoreMetrics.Measured<string, StoredUser?>("read", table.Read), _ => false);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await _reads.Send(ExternalIdOf(grainId)).ConfigureAwait(false);
        var state = row is null ? new UserState() : Parse(row.State);
        As(grainState).State = state;
        grainState.ETag = row is null ? null : RowTag.Of(row.Revision, state.Tokens()).ToString();
        grainState.RecordExists = row is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (from, state) = (RowTag.Parse(grainState.ETag), As(grainState).State!);
        var tokens = state.Tokens();
        var to = RowTag.Of(from.Revision + 1, tokens);
        var row = Row(ExternalIdOf(grainId), state, tokens, to.Revision, isClaiming: !to.HoldsTheSame(from));

        var outcome = await _writes.Send(row).ConfigureAwait(false);
        if (outcome.TakenToken is { } taken)
            throw new TokenTakenException(taken);
        if (!outcome.IsWritten)
            throw new InconsistentStateException($"Revision {row.Revision} does not follow the stored one of {grainId}.", "unknown", grainState.ETag);

        grainState.ETag = to.ToString();
        grainState.RecordExists = true;
    }

    /// <summary>Not supported: a user's row is never removed, or a late event could bring a deleted user back.</summary>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("A user's row outlives its user.");

    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync();
        await _reads.DisposeAsync();
    }

    private static UserRow Row(string externalId, UserState state, IReadOnlyList<string> tokens, long revision, bool isClaiming)
    {
        var user = UserProfile.Of(state, externalId);
        return new UserRow(
            externalId,
            revision,
            user?.Name,
            user?.Email,
            user?.Username,
            tokens,
            user?.CreatedAt,
            user?.UpdatedAt,
            state.DeletedAt,
            state.Version,
            UserStateJson.Write(state))
        {
            Claimed = isClaiming ? tokens : null,
            ReferenceId = user?.ReferenceId,
        };
    }

    private static UserState Parse(string json) =>
        JsonSerializer.Deserialize(json, UserStateJson.Stored.UserState) ?? throw new JsonException("The row's state is null.");

    private static string ExternalIdOf(GrainId grainId) => GrainKey.Decode(grainId.Key.ToString()!);

    private static IGrainState<UserState> As<T>(IGrainState<T> grainState) =>
        grainState as IGrainState<UserState> ?? throw new NotSupportedException($"This storage holds users, not {typeof(T)}.");
}
