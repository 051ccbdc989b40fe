using OrleansUsers.Silo;

namespace OrleansUsers.Grains.Tests;

/// <summary>The real table, with trouble on demand.</summary>
internal sealed class TroubledTable(IUserTable table, Trouble trouble) : IUserTable
{
    public string Location => table.Location;

    public async Task<IReadOnlyList<WriteResult>> Write(IReadOnlyList<UserRow> rows)
    {
        foreach (var row in rows)
        {
            trouble.Writes.AddOrUpdate(row.Stored.ExternalId, 1, (_, count) => count + 1);
            if (trouble.Hold.TryGetValue(row.Stored.ExternalId, out var gate))
                await gate.Pass();
        }
        if (rows.Any(row => trouble.FailBeforeCommit.ContainsKey(row.Stored.ExternalId)))
            throw new IOException("The disk is on fire.");
        var written = await table.Write(rows);
        if (rows.Any(row => trouble.FailAfterCommit.ContainsKey(row.Stored.ExternalId)))
            throw new IOException("The cable was cut.");
        return written;
    }

    public Task<IReadOnlyList<StoredRow?>> Read(IReadOnlyList<string> externalIds)
    {
        foreach (var id in externalIds)
            trouble.Reads.AddOrUpdate(id, 1, (_, count) => count + 1);
        return table.Read(externalIds);
    }

    public Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers) => table.ReadHolders(tokenIdentifiers);

    public Task Ping(CancellationToken cancellationToken) => table.Ping(cancellationToken);

    public bool IsRowFault(Exception fault) => fault is IOException || table.IsRowFault(fault);
}
