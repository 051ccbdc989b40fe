namespace OrleansUsers.Silo;

/// <summary>The statements of <see cref="PostgresSearchTable"/>. They run as <see cref="PostgresPlanned"/>.</summary>
internal static class PostgresSearchSql
{
    public const string ReadState = "select format, position, filled_up_to from search_state where id = 1";

    private const string Row = "select external_id, name, username, email, reference_id from users where";

    public const string ReadRows = $"{Row} external_id = any($1) and {UserListSql.IsLiving}";

    public const string ReadRowsAfter = $"{Row} external_id > $1 and {UserListSql.IsLiving} order by external_id limit $2";

    public const string ReadIndexed =
        "select external_id from user_search where external_id > $1 and ($2::text is null or external_id <= $2)";

    public const string Write = """
        with moved as (
            update search_state set format = $4, position = $5, filled_up_to = $6
            where id = 1 and format = $1 and position = $2 and filled_up_to is not distinct from $3
            returning 1
        ), removed as (
            delete from user_search where external_id = any($9) and exists (select from moved)
        ), written as (
            insert into user_search (external_id, words)
            select external_id, array_to_tsvector(words::text[]) from unnest($7::text[], $8::text[]) as entry (external_id, words)
            where exists (select from moved)
            on conflict (external_id) do update set words = excluded.words where user_search.words <> excluded.words
        )
        select count(*) from moved
        """;

    public const string CountUsers = "select count(*) from users where external_id > $1";

    public const string CountChanges = """
        select coalesce(sum(cardinality(entry.external_ids)), 0)::bigint
        from (select id from change_positions where position > $1 order by position limit 100000) as behind
        cross join lateral (select external_ids from user_changes where user_changes.id = behind.id limit 1) as entry
        """;

    /// <summary>$3 are the ids, $4 the entries of reference ids.</summary>
    public static string FindByIds(UserRangeSql range) => $"""
        select external_id from (
            select external_id from users where external_id = any($3) and {UserListSql.IsLiving}
            union
            select holder.external_id from token_identifiers
            cross join lateral (
                select * from users where users.external_id = token_identifiers.external_id and {UserListSql.IsLiving} limit 1) as holder
            where token_identifier = any($3)
            union
            select external_id from user_search where words @@ $4::text::tsquery
        ) as found
        where {UserRangeSql.InOrder}{range.Also}
        """;

    /// <summary>Looks at $5 rows in the order of the ids for those that match $3, and stops after $4.</summary>
    public static string Walk(UserRangeSql range) => $"""
        select external_id from (
            select external_id, words from user_search where {UserRangeSql.InOrder} order by external_id limit $5) as near
        where words @@ $3::text::tsquery{range.Also} limit $4
        """;

    /// <summary>Takes all that match $5 by the index of words, and returns the first $4 of those that match $3.</summary>
    // "is true" keeps $3 out of the index scan, which would merge all entries of a beginning that is not in $5.
    public static string Select(UserRangeSql range) => $"""
        select external_id from user_search
        where words @@ $5::text::tsquery and (words @@ $3::text::tsquery) is true and {UserRangeSql.NotInOrder}{range.Also}
        order by external_id || '' limit $4
        """;
}
