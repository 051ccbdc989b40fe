using System.Globalization;

namespace OrleansUsers.Silo;

/// <summary>Removes the oldest entries of the table <c>user_changes</c> in a SQLite file.</summary>
internal sealed class SqliteJournalRemoval(SqliteFile file) : IJournalRemoval, IDisposable
{
    // As on PostgreSQL, in windows of 10 positions: reading all of a large table takes seconds.
    private const string Size = """
        with recursive ends as (
            select min(position) as first, max(position) as last from user_changes
        ), step as (
            select first, last, max(10, (last - first) / 250 + 1) as size from ends where first is not null
        ), starts (start, last, size) as (
            select first, last, size from step union all select start + size, last, size from starts where start + size <= last
        ), sample as (
            select count(*) as entries, coalesce(sum(60 + octet_length(changes)), 0) as bytes, coalesce(max(size), 0) as step
            from starts cross join user_changes where position >= start and position < start + 10
        )
        select bytes * step / 10, entries * step / 10,
               coalesce((select unixepoch('subsec') - unixepoch(at, 'subsec') from user_changes where position = first), 0.0)
        from sample, ends
        """;

    // An entry of a time when the clock was ahead does not hold up the removal.
    private const string Doomed = """
        with oldest as (select position, at from user_changes order by position limit $max)
        select max(position) from oldest
        where position < (select max(position) from user_changes)
          and position < coalesce(
            (select min(position) from oldest
             where at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', $since) and at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day')),
            9223372036854775807)
        """;

    private readonly SqliteConnectionLane _lane = new(file);

    public async Task<JournalSize> ReadSize(CancellationToken cancellationToken) => (await _lane.Use<JournalSize>(lane =>
    {
        using var row = lane.Command(Size).ExecuteReader();
        row.Read();
        return [new JournalSize(row.GetInt64(0), row.GetInt64(1), TimeSpan.FromSeconds(row.GetDouble(2)))];
    }))[0];

    public async Task<int> RemoveOldest(int maxEntries, TimeSpan olderThan, CancellationToken cancellationToken) =>
        (await _lane.Commit([maxEntries], (lane, max) => Remove(lane, max, olderThan)))[0];

    public void Dispose() => _lane.Dispose();

    private static int Remove(SqliteConnectionLane lane, int maxEntries, TimeSpan olderThan)
    {
        var since = string.Create(CultureInfo.InvariantCulture, $"-{olderThan.TotalSeconds:0.000} seconds");
        if (lane.Command(Doomed, ("$max", maxEntries), ("$since", since)).ExecuteScalar() is not long last)
            return 0;
        lane.Command("update change_numbering set removed = $last", ("$last", last)).ExecuteNonQuery();
        return lane.Command("delete from user_changes where position <= $last", ("$last", last)).ExecuteNonQuery();
    }
}
