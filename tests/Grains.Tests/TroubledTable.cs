using System.Collections.Concurrent;
using OrleansUsers.Silo;

namespace OrleansUsers.Grains.Tests;

/// <summary>What is to go wrong with the writes of a user, by external id.</summary>
internal sealed class Trouble
{
    /// <summary>The disk fails before anything is written.</summary>
    public ConcurrentDictionary<string, bool> FailBeforeCommit { get; } = new();

    /// <summary>The row is written, and the answer is lost.</summary>
    public ConcurrentDictionary<string, bool> FailAfterCommit { get; } = new();

    /// <summary>The write waits for <see cref="Gate.Open"/>, having said that it arrived.</summary>
    public ConcurrentDictionary<string, Gate> Hold { get; } = new();

    public ConcurrentDictionary<string, int> Writes { get; } = new();
}

internal sealed class Gate
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Arrived => _arrived.Task;

    public void Open() => _opened.SetResult();

    public Task Pass()
    {
        _arrived.TrySetResult();
        return _opened.Task;
    }
}

/// <summary>The real table, with trouble on demand.</summary>
internal sealed class TroubledTable(IUserTable table, Trouble trouble) : IUserTable
{
    public string Location => table.Location;

    public async Task<IReadOnlyList<RowOutcome>> Write(IReadOnlyList<UserRow> rows)
    {
        foreach (var row in rows)
        {
            trouble.Writes.AddOrUpdate(row.ExternalId, 1, (_, count) => count + 1);
            if (trouble.Hold.TryGetValue(row.ExternalId, out var gate))
                await gate.Pass();
        }
        if (rows.Any(row => trouble.FailBeforeCommit.ContainsKey(row.ExternalId)))
            throw new IOException("The disk is on fire.");
        var written = await table.Write(rows);
        if (rows.Any(row => trouble.FailAfterCommit.ContainsKey(row.ExternalId)))
            throw new IOException("The cable was cut.");
        return written;
    }

    public Task<IReadOnlyList<StoredUser?>> Read(IReadOnlyList<string> externalIds) => table.Read(externalIds);

    public Task<IReadOnlyList<string?>> ReadHolders(IReadOnlyList<string> tokenIdentifiers) => table.ReadHolders(tokenIdentifiers);

    public Task Ping(CancellationToken cancellationToken) => table.Ping(cancellationToken);

    public bool IsRowFault(Exception fault) => fault is IOException || table.IsRowFault(fault);
}
