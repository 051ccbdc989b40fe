namespace OrleansUsers.Silo;

/// <summary>
/// The table <c>OrleansStorage</c> of one database, with the columns of Orleans' ADO.NET storage. It is read and written in batches.
/// </summary>
internal interface IGrainStateTable
{
    /// <summary>
    /// Writes the rows in one commit. False for a row whose version does not follow the stored one: it is not written. The first version
    /// is 1.
    /// </summary>
    /// <param name="rows">Rows with distinct keys.</param>
    Task<IReadOnlyList<bool>> Write(IReadOnlyList<GrainStateRow> rows);

    /// <summary>Reads rows in the order of the keys; null where there is none.</summary>
    Task<IReadOnlyList<GrainStateRow?>> Read(IReadOnlyList<GrainStateKey> keys);

    /// <summary>Whether a single row may have caused an error of <see cref="Write"/>. Each row is then written by itself.</summary>
    bool IsRowFault(Exception fault);
}

/// <summary>Names one state of one grain.</summary>
internal readonly record struct GrainStateKey(string StateName, string GrainKey)
{
    public override string ToString() => $"{StateName}/{GrainKey}";
}

/// <summary>A state as JSON, with its version. The payload is null when the state was cleared.</summary>
internal sealed record GrainStateRow(GrainStateKey Key, int Version, byte[]? Payload);
