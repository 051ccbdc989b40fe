using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>The tables <c>user_search</c> and <c>search_state</c> on PostgreSQL. The words of a user are a text search vector.</summary>
internal sealed class PostgresSearchTable(NpgsqlDataSource database) : ISearchTable
{
    // In place of the 4 s of a batch, for counting. No request waits for it.
    private const int SecondsForAll = 30;

    // A row takes a microsecond in the order of the ids, and about as long by the index of words.
    private static readonly int[] Walks = [2_000, 10_000];

    public int MaxStep => 1_000;

    public async Task<SearchState> ReadState(CancellationToken cancellationToken) => (await Select(
        PostgresSearchSql.ReadState,
        row => new SearchState(row.GetInt32(0), row.GetInt64(1), Text(row, 2)),
        cancellationToken))[0];

    public Task<IReadOnlyList<SearchRow>> ReadRows(IReadOnlyList<string> externalIds, CancellationToken cancellationToken) =>
        Select(PostgresSearchSql.ReadRows, Row, cancellationToken, PostgresBatch.Column(externalIds, id => id));

    public Task<IReadOnlyList<SearchRow>> ReadRowsAfter(string after, int limit, CancellationToken cancellationToken) =>
        Select(PostgresSearchSql.ReadRowsAfter, Row, cancellationToken, PostgresPlanned.Parameter(after), PostgresPlanned.Parameter(limit));

    public Task<IReadOnlyList<string>> ReadIndexed(string after, string? upTo, CancellationToken cancellationToken) =>
        Select(PostgresSearchSql.ReadIndexed, Id, cancellationToken, PostgresPlanned.Parameter(after), PostgresPlanned.Parameter(upTo));

    public async Task<bool> Write(
        SearchState from,
        SearchState to,
        IReadOnlyList<SearchEntry> written,
        IReadOnlyList<string> removed,
        CancellationToken cancellationToken) =>
        (await Select(
            PostgresSearchSql.Write,
            row => row.GetInt64(0),
            cancellationToken,
            PostgresPlanned.Parameter(from.Format),
            PostgresPlanned.Parameter(from.Position),
            PostgresPlanned.Parameter(from.FilledUpTo),
            PostgresPlanned.Parameter(to.Format),
            PostgresPlanned.Parameter(to.Position),
            PostgresPlanned.Parameter(to.FilledUpTo),
            PostgresBatch.Column(written, entry => entry.ExternalId),
            PostgresBatch.Column(written, entry => PostgresUserTable.ArrayLiteral(entry.Words)),
            PostgresBatch.Column(removed, id => id)))[0] == 1;

    public Task<long> CountBehind(SearchState state, CancellationToken cancellationToken) => PostgresBatch.Run(database, async () =>
    {
        await using var command = database.CreateCommand(
            state.FilledUpTo is null ? PostgresSearchSql.CountChanges : PostgresSearchSql.CountUsers);
        command.CommandTimeout = SecondsForAll;
        command.Parameters.Add(
            state.FilledUpTo is { } after ? PostgresPlanned.Parameter(after) : PostgresPlanned.Parameter(state.Position));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    });

    public Task<IReadOnlyList<string>> FindByIds(SearchTerms terms, UserRange range, CancellationToken cancellationToken)
    {
        var sql = new UserRangeSql(range);
        return Select(
            PostgresSearchSql.FindByIds(sql),
            Id,
            cancellationToken,
            PostgresPlanned.Parameter(sql.After),
            PostgresPlanned.Parameter(sql.End),
            PostgresBatch.Column(terms.Ids, id => id),
            PostgresPlanned.Parameter(string.Join(" | ", terms.References.Select(reference => Lexeme(reference)))));
    }

    public async Task<IReadOnlyList<string>> FindByWords(SearchTerms terms, UserRange range, CancellationToken cancellationToken)
    {
        var (sql, wanted) = (new UserRangeSql(range), range.Limit + 1);
        foreach (var rows in Walks)
        {
            var found = await Read(PostgresSearchSql.Walk(sql), PostgresPlanned.Parameter(rows));
            if (found.Count == wanted)
                return found;
            // With fewer the next walk would not fill the page either.
            if (found.Count * Walks[^1] / rows < wanted)
                break;
        }
        return await Read(PostgresSearchSql.Select(sql), PostgresPlanned.Parameter(Query(terms.Narrow)));

        Task<IReadOnlyList<string>> Read(string statement, NpgsqlParameter last) => Select(
            statement,
            Id,
            cancellationToken,
            PostgresPlanned.Parameter(sql.After),
            PostgresPlanned.Parameter(sql.End),
            PostgresPlanned.Parameter(Query(terms.Beginnings)),
            PostgresPlanned.Parameter(wanted),
            last);
    }

    private static string Query(IEnumerable<string> beginnings) => string.Join(" & ", beginnings.Select(word => $"{Lexeme(word)}:*"));

    private static string Lexeme(string word) => $"'{word.Replace("\\", "\\\\").Replace("'", "''")}'";

    private static string Id(NpgsqlDataReader row) => row.GetString(0);

    private static SearchRow Row(NpgsqlDataReader row) => new(row.GetString(0), Text(row, 1), Text(row, 2), Text(row, 3), Text(row, 4));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private Task<IReadOnlyList<T>> Select<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        PostgresPlanned.Select(database, sql, read, cancellationToken, parameters);
}
