using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The table <c>user_changes</c> on PostgreSQL. Triggers on <c>users</c> write it.</summary>
internal sealed class PostgresChangeJournal(NpgsqlDataSource database) : IChangeJournal
{
    // The row of change_numbering is locked until the commit: so positions become visible in their order. Another process may have numbered
    // some of these rows since this statement began. They keep their positions, and some numbers are left out.
    private const string Number = """
        with waiting as materialized (
            select id, row_number() over (order by id) as place
            from (select id from user_changes where position is null order by id limit 5000) as unnumbered
        ), numbering as (
            update change_numbering set last = last + (select count(*) from waiting) where exists (select from waiting) returning last
        )
        update user_changes set position = numbering.last - (select count(*) from waiting) + waiting.place
        from waiting, numbering where user_changes.id = waiting.id and user_changes.position is null
        """;

    private const string ReadEntries = """
        select position, at, external_ids, revisions, versions, kinds, by_sql
        from user_changes where position > $1 order by position limit $2
        """;

    private const string Range = "select removed, last from change_numbering";

    public Task<IReadOnlyList<JournalEntry>> Read(long after, int maxEntries, CancellationToken cancellationToken) =>
        Select(ReadEntries, Entry, cancellationToken, after, maxEntries);

    public async Task<JournalRange> ReadRange(CancellationToken cancellationToken) =>
        (await Select(Range, row => new JournalRange(row.GetInt64(0), row.GetInt64(1)), cancellationToken))[0];

    // Both statements are one transaction. What was read is answered only if it was committed.
    private Task<IReadOnlyList<T>> Select<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params long[] arguments) =>
        PostgresBatch.Run<IReadOnlyList<T>>(database, async () =>
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Number));
            var select = new NpgsqlBatchCommand(sql);
            foreach (var argument in arguments)
                select.Parameters.Add(new NpgsqlParameter<long> { TypedValue = argument });
            batch.BatchCommands.Add(select);
            var rows = new List<T>();
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
            await reader.NextResultAsync(cancellationToken);
            return rows;
        });

    private static JournalEntry Entry(NpgsqlDataReader row)
    {
        var (ids, revisions, versions) = (row.GetFieldValue<string[]>(2), row.GetFieldValue<long[]>(3), row.GetFieldValue<long[]>(4));
        var (kinds, bySql) = (row.GetFieldValue<short?[]>(5), row.GetBoolean(6));
        var changes = new UserChange[ids.Length];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = new UserChange(ids[i], revisions[i], versions[i], JournalKinds.Read(kinds[i]), bySql);
        return new JournalEntry(row.GetInt64(0), new DateTimeOffset(row.GetDateTime(1)), changes);
    }
}
