namespace OrleansUsers.Silo;

/// <summary>
/// The table <c>OrleansStorage</c> in a SQLite file, read and written a batch at a time, each batch of writes in one transaction.
/// </summary>
internal sealed class SqliteGrainStateTable(SqliteFile file, string serviceId) : IDisposable
{
    private const string ReadSql = """
        select Version, PayloadBinary from OrleansStorage
        where GrainTypeString = $state and GrainIdExtensionString = $key and GrainIdN0 = 0 and GrainIdN1 = 0 and ServiceId = $service
        """;

    private const string InsertSql = """
        insert or ignore into OrleansStorage
            (GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1, ServiceId, PayloadBinary, ModifiedOn, Version)
        values ($state, $key, 0, 0, $service, $payload, datetime('now'), $version)
        """;

    private const string UpdateSql = """
        update OrleansStorage set PayloadBinary = $payload, ModifiedOn = datetime('now'), Version = $version
        where GrainTypeString = $state and GrainIdExtensionString = $key and GrainIdN0 = 0 and GrainIdN1 = 0 and ServiceId = $service
            and Version = $version - 1
        """;

    private readonly SqliteLane _writer = new(file);
    private readonly SqliteLane _reader = new(file);

    /// <summary>
    /// Writes the rows in one commit. A row is refused, with false, unless its version follows the stored one; the first version is 1.
    /// </summary>
    public Task<IReadOnlyList<bool>> Write(IReadOnlyList<GrainStateRow> rows) => _writer.Commit(rows, Write);

    /// <summary>Reads rows in the order asked; null where there is none.</summary>
    public Task<IReadOnlyList<GrainStateRow?>> Read(IReadOnlyList<GrainStateKey> keys) =>
        _reader.Use<GrainStateRow?>(lane => [.. keys.Select(key => Read(lane, key))]);

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private bool Write(SqliteLane lane, GrainStateRow row) => lane.Command(
        row.Version == 1 ? InsertSql : UpdateSql,
        ("$state", row.Key.StateName),
        ("$key", row.Key.GrainKey),
        ("$service", serviceId),
        ("$payload", row.Payload),
        ("$version", row.Version)).ExecuteNonQuery() == 1;

    private GrainStateRow? Read(SqliteLane lane, GrainStateKey key)
    {
        using var row = lane.Command(ReadSql, ("$state", key.StateName), ("$key", key.GrainKey), ("$service", serviceId)).ExecuteReader();
        return row.Read() ? new GrainStateRow(key, row.GetInt32(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)) : null;
    }
}

/// <summary>Names one state of one grain.</summary>
internal readonly record struct GrainStateKey(string StateName, string GrainKey)
{
    public override string ToString() => $"{StateName}/{GrainKey}";
}

/// <summary>A state as JSON with its version; a null payload is a state that was cleared.</summary>
internal sealed record GrainStateRow(GrainStateKey Key, int Version, byte[]? Payload);
