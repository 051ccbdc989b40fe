namespace OrleansUsers.Silo;

/// <summary>The statements of <see cref="SqliteSearchTable"/>.</summary>
internal static class SqliteSearchSql
{
    public const string ReadRow = $"{Row} external_id = $id and {UserListSql.IsLiving}";

    public const string ReadRowsAfter = $"{Row} external_id > $after and {UserListSql.IsLiving} order by external_id limit $limit";

    public const string ReadIndexed =
        "select external_id from user_search where external_id > $after and ($up_to is null or external_id <= $up_to)";

    public const string Move = """
        update search_state set format = $format, position = $position, filled_up_to = $filled
        where format = $from_format and position = $from_position and filled_up_to is $from_filled
        """;

    public const string Stored = "select number, words from user_search where external_id = $id";

    public const string NextNumber = "select coalesce(max(number), 0) + 1 from user_search";

    public const string Put = """
        insert into user_search (external_id, number, words) values ($id, $number, $words)
        on conflict (external_id) do update set words = excluded.words
        """;

    public const string Remove = "delete from user_search where external_id = $id";

    public const string AddWords = "insert into user_search_words (rowid, words) values ($number, $words)";

    public const string RemoveWords =
        "insert into user_search_words (user_search_words, rowid, words) values ('delete', $number, $words)";

    public const string CountUsers = "select count(*) from users where external_id > $after";

    public const string CountChanges =
        "select coalesce(sum(json_array_length(changes)), 0) from user_changes where position > $after limit 100000";

    private const string Row = "select external_id, name, username, email, reference_id from users where";

    public static string FindByIds(UserRangeSql range) => $"""
        select external_id from (
            select external_id from users where external_id in ($id, $trimmed) and {UserListSql.IsLiving}
            union
            select external_id from users where {UserListSql.IsLiving} and external_id in (
                select external_id from token_identifiers where token_identifier in ($id, $trimmed))
            union
            select external_id from user_search where number in (
                select rowid from user_search_words where user_search_words match $references)
        )
        where {UserRangeSql.InOrder}{range.Also}
        """;

    /// <summary>Looks at $rows rows in the order of the ids for those with all words, and stops after $limit.</summary>
    public static string Walk(UserRangeSql range, int words) => $"""
        select external_id from (
            select external_id, words from user_search where {UserRangeSql.InOrder} order by external_id limit $rows)
        where {HasWords(words)}{range.Also} limit $limit
        """;

    /// <summary>Takes all that match $query by the index of words, and returns the first $limit of those with all words.</summary>
    public static string Select(UserRangeSql range, int words) => $"""
        select external_id from user_search
        where number in (select rowid from user_search_words where user_search_words match $query)
          and {HasWords(words)} and {UserRangeSql.NotInOrder}{range.Also}
        order by external_id || '' limit $limit
        """;

    /// <summary>A word as the query of the index has it.</summary>
    public static string Quoted(string word) => $"\"{word.Replace("\"", "\"\"")}\"";

    private static string HasWords(int words) =>
        string.Join(" and ", Enumerable.Range(0, words).Select(n => $"instr(words, $word{n}) > 0"));
}
