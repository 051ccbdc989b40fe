using Microsoft.Data.Sqlite;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The tables <c>user_search</c>, <c>user_search_words</c> and <c>search_state</c> in a SQLite file. A connection of its own reads beside
/// the one that writes.
/// </summary>
internal sealed class SqliteSearchTable(SqliteFile file) : ISearchTable, IDisposable
{
    private static readonly int[] Walks = [2_000, 10_000];

    private readonly SqliteConnectionLane _reader = new(file);
    private readonly SqliteConnectionLane _writer = new(file);

    // Writes of users wait while a step is written.
    public int MaxStep => 200;

    public async Task<SearchState> ReadState(CancellationToken cancellationToken) => (await Read(
        "select format, position, filled_up_to from search_state",
        row => new SearchState(row.GetInt32(0), row.GetInt64(1), Text(row, 2)),
        cancellationToken))[0];

    public Task<IReadOnlyList<SearchRow>> ReadRows(IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        _reader.Use<SearchRow>(lane =>
        {
            var rows = new List<SearchRow>();
            foreach (var id in externalIds)
            {
                using var row = lane.Command(SqliteSearchSql.ReadRow, ("$id", id)).ExecuteReader();
                if (row.Read())
                    rows.Add(Row(row));
            }
            return rows;
        }).WaitAsync(cancellationToken);

    public Task<IReadOnlyList<SearchRow>> ReadRowsAfter(string after, int limit, CancellationToken cancellationToken) =>
        Read(SqliteSearchSql.ReadRowsAfter, Row, cancellationToken, ("$after", after), ("$limit", limit));

    public Task<IReadOnlyList<string>> ReadIndexed(string after, string? upTo, CancellationToken cancellationToken) =>
        Read(SqliteSearchSql.ReadIndexed, Id, cancellationToken, ("$after", after), ("$up_to", upTo));

    public async Task<bool> Write(
        SearchState from,
        SearchState to,
        IReadOnlyList<SearchEntry> written,
        IReadOnlyList<string> removed,
        CancellationToken cancellationToken) =>
        (await _writer.Commit([0], (lane, _) => Write(lane, from, to, written, removed)).WaitAsync(cancellationToken))[0];

    public async Task<long> CountBehind(SearchState state, CancellationToken cancellationToken) => (await Read(
        state.FilledUpTo is null ? SqliteSearchSql.CountChanges : SqliteSearchSql.CountUsers,
        row => row.GetInt64(0),
        cancellationToken,
        ("$after", (object?)state.FilledUpTo ?? state.Position)))[0];

    public Task<IReadOnlyList<string>> FindByIds(SearchTerms terms, UserRange range, CancellationToken cancellationToken)
    {
        var sql = new UserRangeSql(range);
        return Read(
            SqliteSearchSql.FindByIds(sql),
            Id,
            cancellationToken,
            ("$1", sql.After),
            ("$2", sql.End),
            ("$id", terms.Ids[0]),
            ("$trimmed", terms.Ids[^1]),
            ("$references", string.Join(" OR ", terms.References.Select(SqliteSearchSql.Quoted))));
    }

    public async Task<IReadOnlyList<string>> FindByWords(SearchTerms terms, UserRange range, CancellationToken cancellationToken)
    {
        var (sql, wanted) = (new UserRangeSql(range), range.Limit + 1);
        foreach (var rows in Walks)
        {
            var found = await Find(SqliteSearchSql.Walk(sql, terms.Beginnings.Count), ("$rows", rows));
            if (found.Count == wanted)
                return found;
            // With fewer the next walk would not fill the page either.
            if (found.Count * Walks[^1] / rows < wanted)
                break;
        }
        return await Find(
            SqliteSearchSql.Select(sql, terms.Beginnings.Count),
            ("$query", string.Join(" AND ", terms.Beginnings.Select(word => SqliteSearchSql.Quoted(word) + " *"))));

        Task<IReadOnlyList<string>> Find(string statement, (string, object?) last) => Read(
            statement,
            Id,
            cancellationToken,
            [
                ("$1", sql.After), ("$2", sql.End), ("$limit", wanted), last,
                .. terms.Beginnings.Select((word, n) => ($"$word{n}", (object?)$" {word}")),
            ]);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    private static bool Write(
        SqliteConnectionLane lane, SearchState from, SearchState to, IReadOnlyList<SearchEntry> written, IReadOnlyList<string> removed)
    {
        var moved = lane.Command(
            SqliteSearchSql.Move,
            ("$from_format", from.Format),
            ("$from_position", from.Position),
            ("$from_filled", from.FilledUpTo),
            ("$format", to.Format),
            ("$position", to.Position),
            ("$filled", to.FilledUpTo)).ExecuteNonQuery();
        if (moved == 0)
            return false;
        foreach (var id in removed)
            Put(lane, id, words: null);
        foreach (var entry in written)
            Put(lane, entry.ExternalId, string.Concat(entry.Words.Select(word => $" {word}")));
        return true;
    }

    // The index of words does not hold the words as they were written. To remove them it has to be told.
    private static void Put(SqliteConnectionLane lane, string id, string? words)
    {
        var (number, before) = Stored(lane, id);
        if (words == before)
            return;
        if (before is not null)
            lane.Command(SqliteSearchSql.RemoveWords, ("$number", number), ("$words", before)).ExecuteNonQuery();
        if (words is null)
        {
            lane.Command(SqliteSearchSql.Remove, ("$id", id)).ExecuteNonQuery();
            return;
        }
        number ??= (long)lane.Command(SqliteSearchSql.NextNumber).ExecuteScalar()!;
        lane.Command(SqliteSearchSql.Put, ("$id", id), ("$number", number), ("$words", words)).ExecuteNonQuery();
        lane.Command(SqliteSearchSql.AddWords, ("$number", number), ("$words", words)).ExecuteNonQuery();
    }

    private static (long? Number, string? Words) Stored(SqliteConnectionLane lane, string id)
    {
        using var row = lane.Command(SqliteSearchSql.Stored, ("$id", id)).ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetString(1)) : (null, null);
    }

    private static string Id(SqliteDataReader row) => row.GetString(0);

    private static SearchRow Row(SqliteDataReader row) => new(row.GetString(0), Text(row, 1), Text(row, 2), Text(row, 3), Text(row, 4));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private Task<IReadOnlyList<T>> Read<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters) =>
        _reader.Use<T>(lane =>
        {
            var values = new List<T>();
            using var row = lane.Command(sql, parameters).ExecuteReader();
            while (row.Read())
                values.Add(read(row));
            return values;
        }).WaitAsync(cancellationToken);
}
