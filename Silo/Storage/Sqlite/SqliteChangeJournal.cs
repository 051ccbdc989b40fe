using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The table <c>user_changes</c> in a SQLite file. Triggers on <c>users</c> write what it is made from.</summary>
internal sealed class SqliteChangeJournal(SqliteFile file) : IChangeJournal, IDisposable
{
    /// <summary>
    /// Makes an entry of what the triggers have written, or several of 512 changes each. Runs at the end of a transaction that changes
    /// users.
    /// </summary>
    public const string Append = """
        insert into user_changes (changes)
        select json_group_array(json_array(external_id, revision, version, kind, by_sql) order by number)
        from (select *, (row_number() over (order by number) - 1) / 512 as part from user_changes_waiting)
        group by part order by part
        """;

    /// <summary>Runs after <see cref="Append"/>.</summary>
    public const string ClearWaiting = "delete from user_changes_waiting";

    // Backwards along the positions, so that it ends with the last change that is asked for.
    private const string TimelineSql = """
        select json_extract(value, '$[2]'), json_extract(value, '$[3]'), at
        from user_changes, json_each(changes)
        where position > $first and json_extract(value, '$[0]') = $id and json_extract(value, '$[3]') is not null
        order by position desc limit $limit
        """;

    private readonly SqliteConnectionLane _lane = new(file);

    public Task<IReadOnlyList<JournalEntry>> Read(long after, int maxEntries, CancellationToken cancellationToken) => Use<JournalEntry>(
        lane => Entries(lane.Command(
            "select position, at, changes from user_changes where position > $after order by position limit $max",
            ("$after", after),
            ("$max", maxEntries))),
        cancellationToken);

    public async Task<JournalRange> ReadRange(CancellationToken cancellationToken) => (await Use<JournalRange>(
        lane => Ranges(lane.Command(
            "select removed, coalesce((select max(position) from user_changes), removed) from change_numbering")),
        cancellationToken))[0];

    public async Task<UserTimeline> ReadTimeline(string externalId, int limit, CancellationToken cancellationToken)
    {
        var range = await ReadRange(cancellationToken);
        var first = range.Last - UserTimeline.MaxEntries;
        var changes = await Use<TimelineEntry>(
            lane => Timeline(lane.Command(TimelineSql, ("$id", externalId), ("$first", first), ("$limit", limit))), cancellationToken);
        return new UserTimeline(changes, IsComplete: first <= range.Removed);
    }

    public void Dispose() => _lane.Dispose();

    // What a person changes by SQL has no entry until somebody reads.
    private async Task<IReadOnlyList<T>> Use<T>(Func<SqliteConnectionLane, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        var waiting = await _lane.Use<bool>(
            lane => [(long)lane.Command("select exists (select 1 from user_changes_waiting)").ExecuteScalar()! == 1])
            .WaitAsync(cancellationToken);
        if (waiting[0])
            await _lane.Commit([Append, ClearWaiting], (lane, sql) => lane.Command(sql).ExecuteNonQuery()).WaitAsync(cancellationToken);
        return await _lane.Use(read).WaitAsync(cancellationToken);
    }

    private static List<JournalEntry> Entries(SqliteCommand select)
    {
        using var row = select.ExecuteReader();
        var entries = new List<JournalEntry>();
        while (row.Read())
            entries.Add(new JournalEntry(row.GetInt64(0), Time(row.GetString(1)), Changes(row.GetString(2))));
        return entries;
    }

    private static JournalRange[] Ranges(SqliteCommand select)
    {
        using var row = select.ExecuteReader();
        row.Read();
        return [new JournalRange(row.GetInt64(0), row.GetInt64(1))];
    }

    private static List<TimelineEntry> Timeline(SqliteCommand select)
    {
        using var row = select.ExecuteReader();
        var changes = new List<TimelineEntry>();
        while (row.Read())
            changes.Add(new TimelineEntry(row.GetInt64(0), JournalKinds.Read(row.GetInt64(1))!.Value, Time(row.GetString(2))));
        return changes;
    }

    private static UserChange[] Changes(string json)
    {
        using var list = JsonDocument.Parse(json);
        return [.. list.RootElement.EnumerateArray().Select(change => new UserChange(
            change[0].GetString()!,
            change[1].GetInt64(),
            change[2].GetInt64(),
            JournalKinds.Read(change[3].ValueKind == JsonValueKind.Null ? null : change[3].GetInt64()),
            BySql: change[4].GetInt64() == 1))];
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
