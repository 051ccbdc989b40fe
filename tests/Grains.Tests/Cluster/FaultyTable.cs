using OrleansUsers.Silo;

namespace OrleansUsers.Grains.Tests;

/// <summary>The real table, with injected faults.</summary>
internal sealed class FaultyTable(IUserTable table, Faults faults) : IUserTable
{
    public string Location => table.Location;

    public async Task<IReadOnlyList<WriteResult>> Write(IReadOnlyList<UserRow> rows)
    {
        foreach (var row in rows)
        {
            faults.Writes.AddOrUpdate(row.Stored.ExternalId, 1, (_, count) => count + 1);
            if (faults.Hold.TryGetValue(row.Stored.ExternalId, out var gate))
                await gate.Pass();
        }
        if (rows.Any(row => faults.FailBeforeCommit.ContainsKey(row.Stored.ExternalId)))
            throw new IOException("Injected: the write failed.");
        if (rows.Any(row => faults.Overload.ContainsKey(row.Stored.ExternalId)))
            throw new StoreOverloadedException();
        var written = await table.Write(rows);
        if (rows.Any(row => faults.FailAfterCommit.ContainsKey(row.Stored.ExternalId)))
            throw new IOException("Injected: the answer was lost.");
        return written;
    }

    public Task<IReadOnlyList<StoredRow?>> Read(IReadOnlyList<string> externalIds)
    {
        foreach (var id in externalIds)
            faults.Reads.AddOrUpdate(id, 1, (_, count) => count + 1);
        return table.Read(externalIds);
    }

    public Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers) => table.ReadHolders(tokenIdentifiers);

    public Task TryWrite(CancellationToken cancellationToken) => table.TryWrite(cancellationToken);

    public bool IsRowFault(Exception fault) => fault is IOException or StoreOverloadedException || table.IsRowFault(fault);
}
