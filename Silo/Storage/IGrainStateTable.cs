namespace OrleansUsers.Silo;

/// <summary>
/// The table <c>OrleansStorage</c>, whose columns are those of Orleans' ADO.NET storage. It is read and written a batch at a time.
/// </summary>
internal interface IGrainStateTable
{
    /// <summary>
    /// Writes the rows in one commit. A row is refused, with false, unless its version follows the stored one; the first version is 1.
    /// </summary>
    /// <param name="rows">Of distinct keys.</param>
    Task<IReadOnlyList<bool>> Write(IReadOnlyList<GrainStateRow> rows);

    /// <summary>Reads rows in the order asked; null where there is none.</summary>
    Task<IReadOnlyList<GrainStateRow?>> Read(IReadOnlyList<GrainStateKey> keys);

    /// <summary>Whether an error lies in a single row, so that the rest of its batch may be stored without it.</summary>
    bool IsRowFault(Exception fault);
}

/// <summary>Names one state of one grain.</summary>
internal readonly record struct GrainStateKey(string StateName, string GrainKey)
{
    public override string ToString() => $"{StateName}/{GrainKey}";
}

/// <summary>A state as JSON with its version; a null payload is a state that was cleared.</summary>
internal sealed record GrainStateRow(GrainStateKey Key, int Version, byte[]? Payload);
