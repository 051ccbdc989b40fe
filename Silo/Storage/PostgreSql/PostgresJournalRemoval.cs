using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>Removes the oldest entries of the table <c>user_changes</c> on PostgreSQL.</summary>
internal sealed class PostgresJournalRemoval(NpgsqlDataSource database) : IJournalRemoval
{
    // The size of the table's files would be of no use: a file does not shrink when rows are removed. Counting a large table takes seconds.
    // So the entries are counted and measured in 250 windows of 10 positions, which cover a small journal without gaps. An entry needs
    // about 150 bytes beside its arrays: the rest of the row, its position, and its places in the indexes. Both statements are made so that
    // the planner expects few rows: else it compiles them, which takes longer than running them.
    private const string Size = """
        with ends as (
            select min(position) as first, max(position) as last from change_positions
        ), step as (
            select first, last, greatest(10, (last - first) / 250 + 1) as size from ends
        ), sample as (
            select count(*) as entries, coalesce(sum(150 + bytes), 0) as bytes, coalesce(max(step.size), 0) as step
            from step cross join generate_series(first, last, size) as start
            cross join lateral (
                select position, pg_column_size(external_ids) + pg_column_size(revisions) + pg_column_size(versions) + pg_column_size(kinds)
                    as bytes
                from change_positions cross join lateral (
                    select * from user_changes where user_changes.id = change_positions.id limit 1) as entry
                where position >= start order by position limit 10) as entry
            where position < start + 10
        )
        select (bytes * step / 10)::bigint, (entries * step / 10)::bigint,
               (select clock_timestamp() - at from user_changes
                where id = (select id from change_positions where position = first))
        from sample, ends
        """;

    // The row of change_numbering is locked first, as by whoever gives positions: the two cannot deadlock. An entry of a time when the
    // server's clock was ahead does not hold up the removal.
    private const string Remove = """
        with numbering as materialized (
            select 1 from change_numbering for update
        ), oldest as materialized (
            select position, at
            from change_positions cross join lateral (
                select at from user_changes where user_changes.id = change_positions.id limit 1) as entry
            order by position limit $1
        ), doomed as materialized (
            select max(position) as last from oldest, numbering
            where position < (select max(position) from change_positions)
              and position < coalesce(
                (select min(position) from oldest where at >= now() - $2 and at < now() + interval '1 day'), 9223372036854775807)
        ), removed as (
            delete from change_positions where position <= (select last from doomed) returning position, id
        ), entries as (
            delete from user_changes where id = any (array(select id from removed))
        ), recorded as (
            update change_numbering set removed = greatest(removed, (select max(position) from removed)) where exists (select from removed)
        )
        select count(*) from removed
        """;

    public Task<JournalSize> ReadSize(CancellationToken cancellationToken) => PostgresBatch.Run(database, async () =>
    {
        await using var command = database.CreateCommand(Size);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new JournalSize(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? TimeSpan.Zero : row.GetTimeSpan(2));
    });

    public Task<int> RemoveOldest(int maxEntries, TimeSpan olderThan, CancellationToken cancellationToken) =>
        PostgresBatch.Run(database, async () =>
        {
            await using var command = database.CreateCommand(Remove);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maxEntries });
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = olderThan });
            return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
        });
}
