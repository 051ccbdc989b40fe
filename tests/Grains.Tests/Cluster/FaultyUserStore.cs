namespace OrleansUsers.Grains.Tests;

/// <summary>The real store, before which the write of one user can be held up. A hold in the table holds up all others, too.</summary>
internal sealed class FaultyUserStore(IUserStore store, Faults faults) : IUserStore
{
    public Task<StoredUser> Read(string externalId) => store.Read(externalId);

    public async Task<WriteResult> Write(StoredUser row, bool changesTokens)
    {
        if (faults.HoldAlone.TryRemove(row.ExternalId, out var gate))
            await gate.Pass().ConfigureAwait(false);
        return await store.Write(row, changesTokens).ConfigureAwait(false);
    }

    public Task<string?> FindHolder(string tokenIdentifier) => store.FindHolder(tokenIdentifier);
}
