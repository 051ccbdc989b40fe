using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace OrleansUsers.Silo;

/// <summary>The table <c>OrleansStorage</c> on PostgreSQL. Each batch is one statement, one round trip and one commit.</summary>
internal sealed class PostgresGrainStateTable(
    NpgsqlDataSource database, IOptions<ClusterOptions> cluster, Fence fence, TakeOver takeOver) : IGrainStateTable
{
    // A plain join with unnest, and exists, may scan the whole table. A look-up with a limit can only use the index.
    private const string ReadSql = $"""
        select asked.state, asked.key, stored.version, stored.payloadbinary
        from unnest($5::text[], $6::text[]) as asked (state, key)
        cross join lateral (
            select version, payloadbinary from orleansstorage
            where graintypestring = asked.state and grainidextensionstring = asked.key
                and grainidn0 = 0 and grainidn1 = 0 and serviceid = $7
            limit 1) as stored
        union all select null, null, milliseconds, null from {TakeOver.MillisecondsLeft}
        """;

    // Only version 1 may insert a row: an update of a row that does not exist is refused.
    private const string WriteSql = $"""
        insert into orleansstorage
               (graintypestring, grainidextensionstring, grainidn0, grainidn1, serviceid, payloadbinary, modifiedon, version)
        select row.state, row.key, 0, 0, $7, row.payload, now(), row.version
        from unnest($5::text[], $6::text[], $8::bytea[], $9::integer[]) as row (state, key, payload, version)
        where {Fence.IsMember} and (row.version = 1 or (
            select true from orleansstorage
            where graintypestring = row.state and grainidextensionstring = row.key
                and grainidn0 = 0 and grainidn1 = 0 and serviceid = $7
            limit 1))
        on conflict (graintypestring, grainidextensionstring, grainidn0, grainidn1, serviceid) do update set
               payloadbinary = excluded.payloadbinary, modifiedon = excluded.modifiedon, version = excluded.version
        where orleansstorage.version = excluded.version - 1
        returning graintypestring, grainidextensionstring
        """;

    public Task<IReadOnlyList<bool>> Write(IReadOnlyList<GrainStateRow> rows) => PostgresBatch.Run(database, () => WriteBatch(rows));

    public Task<IReadOnlyList<GrainStateRow?>> Read(IReadOnlyList<GrainStateKey> keys) =>
        takeOver.Read(() => PostgresBatch.Run(database, () => ReadBatch(keys)));

    public bool IsRowFault(Exception fault) => PostgresBatch.IsRowFault(fault);

    private async Task<(IReadOnlyList<GrainStateRow?> Rows, TimeSpan Left)> ReadBatch(IReadOnlyList<GrainStateKey> keys)
    {
        await using var command = database.CreateCommand(ReadSql);
        takeOver.AddTo(command);
        AddKeys(command, keys, key => key);

        var (found, left) = (new Dictionary<GrainStateKey, GrainStateRow>(keys.Count), TimeSpan.Zero);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (reader.IsDBNull(0))
            {
                left = TimeSpan.FromMilliseconds(reader.GetInt32(2));
                continue;
            }
            var key = new GrainStateKey(reader.GetString(0), reader.GetString(1));
            found[key] = new GrainStateRow(key, reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3));
        }
        return ([.. keys.Select(found.GetValueOrDefault)], left);
    }

    private async Task<IReadOnlyList<bool>> WriteBatch(IReadOnlyList<GrainStateRow> rows)
    {
        await using var command = database.CreateCommand(WriteSql);
        fence.AddTo(command);
        AddKeys(command, rows, row => row.Key);
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.Payload));
        command.Parameters.Add(PostgresBatch.Column(rows, row => row.Version));

        var written = new HashSet<GrainStateKey>(rows.Count);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                written.Add(new GrainStateKey(reader.GetString(0), reader.GetString(1)));
        }
        if (written.Count == 0)
            await fence.Check(database);
        return [.. rows.Select(row => written.Contains(row.Key))];
    }

    private void AddKeys<T>(NpgsqlCommand command, IReadOnlyList<T> rows, Func<T, GrainStateKey> key)
    {
        command.Parameters.Add(PostgresBatch.Column(rows, row => key(row).StateName));
        command.Parameters.Add(PostgresBatch.Column(rows, row => key(row).GrainKey));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ServiceId });
    }
}
