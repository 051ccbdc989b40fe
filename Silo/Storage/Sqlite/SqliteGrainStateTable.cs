using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>The table <c>OrleansStorage</c> in a SQLite file. Each batch of writes is one transaction.</summary>
internal sealed class SqliteGrainStateTable(SqliteFile file, IOptions<ClusterOptions> cluster) : IGrainStateTable, IDisposable
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

    private readonly SqliteConnectionLane _writer = new(file);
    private readonly SqliteConnectionLane _reader = new(file);

    public Task<IReadOnlyList<bool>> Write(IReadOnlyList<GrainStateRow> rows) => _writer.Commit(rows, Write);

    public Task<IReadOnlyList<GrainStateRow?>> Read(IReadOnlyList<GrainStateKey> keys) =>
        _reader.Use<GrainStateRow?>(lane => [.. keys.Select(key => Read(lane, key))]);

    public bool IsRowFault(Exception fault) => SqliteFile.IsRowFault(fault);

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private bool Write(SqliteConnectionLane lane, GrainStateRow row) => lane.Command(
        row.Version == 1 ? InsertSql : UpdateSql,
        ("$state", row.Key.StateName),
        ("$key", row.Key.GrainKey),
        ("$service", cluster.Value.ServiceId),
        ("$payload", row.Payload),
        ("$version", row.Version)).ExecuteNonQuery() == 1;

    private GrainStateRow? Read(SqliteConnectionLane lane, GrainStateKey key)
    {
        var select = lane.Command(ReadSql, ("$state", key.StateName), ("$key", key.GrainKey), ("$service", cluster.Value.ServiceId));
        using var row = select.ExecuteReader();
        return row.Read() ? new GrainStateRow(key, row.GetInt32(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)) : null;
    }
}
