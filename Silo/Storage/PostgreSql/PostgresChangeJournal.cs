using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The table <c>user_changes</c> on PostgreSQL. It is written by the statements of <see cref="PostgresUserSql"/>, and by triggers for all
/// others.
/// </summary>
internal sealed partial class PostgresChangeJournal(NpgsqlDataSource database, OwnEntries own) : IChangeJournal
{
    // The row of change_numbering is locked until the commit: so positions become visible in their order. It alone says which rows have a
    // position. Each part is written so that it can only use the primary key, however large the table is.
    private const string Number = """
        with state as materialized (
            select * from change_numbering
            where id = 1 and (
                older_gaps <> '{}' or gaps <> '{}' or newest_id < (select id from user_changes order by id desc limit 1))
            for update
        ), found as materialized (
            select id, row_number() over (order by id) as place from (
                select changes.id from state
                cross join lateral (select id from user_changes where id > state.newest_id order by id limit 5000) as changes
                union all
                select changes.id from state, unnest(state.gaps || state.older_gaps) as gap (id)
                cross join lateral (select id from user_changes where user_changes.id = gap.id limit 1) as changes) as new
        ), edge as (
            select greatest(newest_id, (select max(id) from found)) as id,
                   pg_snapshot_xmin(pg_current_snapshot()) >= horizon as is_past_horizon
            from state
        ), numbering as (
            update change_numbering as numbering set
                last = state.last + (select count(*) from found),
                newest_id = edge.id,
                gaps = array(
                    select id from unnest(case when edge.is_past_horizon then '{}' else state.gaps end) as id
                    union all select id from generate_series(state.newest_id + 1, edge.id) as id
                    except select id from found),
                older_gaps = array(
                    select id from unnest(case when edge.is_past_horizon then state.gaps else state.older_gaps end) as id
                    except select id from found),
                horizon = case when edge.is_past_horizon then pg_snapshot_xmax(pg_current_snapshot()) else state.horizon end
            from state, edge where numbering.id = 1
            returning state.last as last_before
        )
        insert into change_positions (position, id) select numbering.last_before + found.place, found.id from found, numbering
        """;

    // $3 and $4 are the keys of entries that are known here. Their changes are not sent.
    private const string ReadEntries = """
        select position, at, case when is_known then id end,
               case when is_known then null else external_ids end, case when is_known then null else revisions end,
               case when is_known then null else versions end, case when is_known then null else kinds end, by_sql
        from (
            select position, entry.*, (entry.id, entry.at) in (select * from unnest($3, $4)) as is_known
            from change_positions
            cross join lateral (select * from user_changes where user_changes.id = change_positions.id limit 1) as entry
            where position > $1 order by position limit $2) as entry
        order by position
        """;

    private const string Range = "select removed, last from change_numbering";

    public Task<IReadOnlyList<JournalEntry>> Read(long after, int maxEntries, CancellationToken cancellationToken)
    {
        var known = own.Newest();
        return Select(ReadEntries, AddParameters, row => Entry(row, known), cancellationToken);

        void AddParameters(NpgsqlParameterCollection parameters)
        {
            parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
            parameters.Add(new NpgsqlParameter<int> { TypedValue = maxEntries });
            parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. known.Keys.Select(key => key.Id)] });
            parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. known.Keys.Select(key => key.At)] });
        }
    }

    public async Task<JournalRange> ReadRange(CancellationToken cancellationToken) =>
        (await Select(Range, _ => { }, row => new JournalRange(row.GetInt64(0), row.GetInt64(1)), cancellationToken))[0];

    // Both statements are one transaction. What was read is answered only if it was committed.
    private Task<IReadOnlyList<T>> Select<T>(
        string sql,
        Action<NpgsqlParameterCollection> addParameters,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken) =>
        PostgresBatch.Run<IReadOnlyList<T>>(database, async () =>
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Number));
            var select = new NpgsqlBatchCommand(sql);
            addParameters(select.Parameters);
            batch.BatchCommands.Add(select);
            var rows = new List<T>();
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
            await reader.NextResultAsync(cancellationToken);
            return rows;
        });

    private static JournalEntry Entry(NpgsqlDataReader row, Dictionary<OwnEntryKey, IReadOnlyList<UserChange>> known)
    {
        var at = row.GetDateTime(1);
        var changes = row.IsDBNull(2) ? Changes(row) : known[new OwnEntryKey(row.GetInt64(2), at)];
        return new JournalEntry(row.GetInt64(0), new DateTimeOffset(at), changes);
    }

    private static UserChange[] Changes(NpgsqlDataReader row)
    {
        var (ids, revisions, versions) = (row.GetFieldValue<string[]>(3), row.GetFieldValue<long[]>(4), row.GetFieldValue<long[]>(5));
        var (kinds, bySql) = (row.GetFieldValue<short?[]>(6), row.GetBoolean(7));
        var changes = new UserChange[ids.Length];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = new UserChange(ids[i], revisions[i], versions[i], JournalKinds.Read(kinds[i]), bySql);
        return changes;
    }
}
