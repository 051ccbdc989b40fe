using System.Text.Json;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Stores users in the cluster's database, with group commit for writes and for reads.</summary>
internal sealed class UserStore(IUserTable table, StoreMetrics metrics) : IUserStore, IAsyncDisposable
{
    private readonly GroupCommit<UserRow, WriteResult> _writes = new(
        row => row.Stored.ExternalId,
        metrics.Measured<UserRow, WriteResult>("write", table.Write),
        table.IsRowFault,
        row => row.Json.Length);

    private readonly GroupCommit<string, StoredRow?> _reads = new(
        id => id, metrics.Measured<string, StoredRow?>("read", table.Read), _ => false);

    // Apart from the others: a batch of those may wait for a take-over.
    private readonly GroupCommit<string, StoredRow?> _readsAgain = new(
        id => id, metrics.Measured<string, StoredRow?>("read", table.ReadAgain), _ => false);

    // "sign-in" is the metric's tag for a look-up in the token index. It has the older term, because tags never change.
    private readonly GroupCommit<string, string?> _holders = new(
        token => token, metrics.Measured<string, string?>("sign-in", table.ReadHolders), _ => false);

    public async Task<StoredUser> Read(string externalId) =>
        Stored(externalId, await _reads.Send(externalId).ConfigureAwait(false));

    public async Task<StoredUser> ReadAgain(string externalId) =>
        Stored(externalId, await _readsAgain.Send(externalId).ConfigureAwait(false));

    public Task<WriteResult> Write(StoredUser row, bool changesTokens) =>
        _writes.Send(new UserRow(row, UserStateJson.Write(row.State), changesTokens));

    public Task<string?> FindHolder(string tokenIdentifier) => _holders.Send(tokenIdentifier);

    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync();
        await _reads.DisposeAsync();
        await _readsAgain.DisposeAsync();
        await _holders.DisposeAsync();
    }

    private static StoredUser Stored(string externalId, StoredRow? row) =>
        row is null ? StoredUser.None(externalId) : StoredUser.Of(externalId, row.Revision, Parse(row.State));

    private static UserState Parse(string json) =>
        JsonSerializer.Deserialize(json, UserStateJson.Stored.UserState) ?? throw new JsonException("The row's state is null.");
}
