using System.Text.Json;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Stores users in the cluster's database, with group commit for writes and for reads.</summary>
internal sealed class UserStore(IUserTable table, StoreMetrics metrics) : IUserStore, IAsyncDisposable
{
    private readonly Batcher<UserRow, WriteResult> _writes = new(
        row => row.Stored.ExternalId,
        metrics.Measured<UserRow, WriteResult>("write", table.Write),
        table.IsRowFault,
        size: row => row.Json.Length);

    private readonly Batcher<string, StoredRow?> _reads = new(
        id => id, metrics.Measured<string, StoredRow?>("read", table.Read), sharesAnswers: true);

    // Apart from the others: a batch of those may wait for a take-over.
    private readonly Batcher<string, StoredRow?> _readsAgain = new(
        id => id, metrics.Measured<string, StoredRow?>("read", table.ReadAgain), sharesAnswers: true);

    // "sign-in" is the metric's tag for a look-up in the token index. It has the older term, because tags never change.
    private readonly Batcher<string, string?> _holders = new(
        token => token, metrics.Measured<string, string?>("sign-in", table.ReadHolders), sharesAnswers: true);

    public async Task<StoredUser> Read(string externalId) =>
        Stored(externalId, await _reads.Send(externalId).ConfigureAwait(false));

    public async Task<StoredUser> ReadAgain(string externalId) =>
        Stored(externalId, await _readsAgain.Send(externalId).ConfigureAwait(false));

    public async Task<string?> ReadText(string externalId) => (await _reads.Send(externalId).ConfigureAwait(false))?.State;

    public Task<WriteResult> Write(StoredUser row, bool changesTokens) =>
        _writes.Send(new UserRow(row, UserStateJson.Write(row.State), changesTokens));

    public Task<string?> FindHolder(string tokenIdentifier) => _holders.Send(tokenIdentifier);

    public async ValueTask DisposeAsync()
    {
        await _writes.Close();
        await _reads.Close();
        await _readsAgain.Close();
        await _holders.Close();
    }

    private static StoredUser Stored(string externalId, StoredRow? row) =>
        row is null ? StoredUser.None(externalId) : StoredUser.Of(externalId, row.Revision, Parse(row.State));

    private static UserState Parse(string json) =>
        JsonSerializer.Deserialize(json, UserStateJson.Stored.UserState) ?? throw new JsonException("The row's state is null.");
}
