namespace OrleansUsers.Silo;

/// <summary>
/// The statements of <see cref="PostgresUserTable"/>. Each takes a batch as arrays: it is one round trip, and a write is one commit.
/// </summary>
/// <remarks>
/// In statements that write, $1 to $4 are those of the <see cref="Fence"/>, $5 to $16 the columns of the rows, and $17 the kinds of their
/// changes.
/// </remarks>
internal static class PostgresUserSql
{
    private const string Columns =
        "external_id, revision, name, email, username, token_identifiers, created_at, updated_at, deleted_at, version, state, reference_id";

    private const string Rows = $"""
        select external_id, revision, name, email, username, token_identifiers::text[],
               created_at, updated_at, deleted_at, version, state::json, reference_id
        from unnest($5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[],
                    $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::bigint[], $15::text[], $16::text[])
             as row ({Columns})
        where {Fence.IsMember} and {IsInJournal}
        """;

    // Tells the triggers on users that this statement makes its entry in the journal itself.
    private const string IsInJournal = "(select set_config('orleans_users.in_journal', 'yes', true)) is not null";

    private const string OnConflict = """
        on conflict (external_id) do update set
            revision = excluded.revision, name = excluded.name, email = excluded.email, username = excluded.username,
            token_identifiers = excluded.token_identifiers, created_at = excluded.created_at, updated_at = excluded.updated_at,
            deleted_at = excluded.deleted_at, version = excluded.version, state = excluded.state, reference_id = excluded.reference_id
        where users.revision = excluded.revision - 1
        returning external_id, revision, version
        """;

    // As a rule all rows of a batch are written, and its parameters are the entry.
    public const string Journal = """
        journal as (
            insert into user_changes (external_ids, revisions, versions, kinds, by_sql)
            select $5, $6, $14, $17, false where (select count(*) from written) = cardinality($5)
            union all
            select array_agg(external_id), array_agg(revision), array_agg(version), array_agg(kind), false
            from written join unnest($5::text[], $17::smallint[]) as change (external_id, kind) using (external_id)
            where (select count(*) from written) < cardinality($5)
            having count(*) > 0
            returning id, at
        )
        """;

    // All rows have the same entry.
    private const string Written =
        "select external_id, null::text as taken, (select id from journal) as entry, (select at from journal) as at from written";

    public const string Write = $"""
        with written as (insert into users ({Columns}) {Rows} {OnConflict}
        ), {Journal}
        {Written}
        """;

    // $18, $19 and $20 are user, token identifier and revision: all token identifiers that these users hold from now on. If another process
    // claims one of them at the same moment, the primary key makes the statement fail.
    // A row with an old revision is not reported as taken. Its insert is refused, which is a conflict: the writer may have read the row
    // when the user still held the token identifier. Only reading the row again can end that.
    private const string Claiming = $"""
        with row as ({Rows}
        ), claim as (
            select * from unnest($18::text[], $19::text[], $20::bigint[]) as claim (external_id, token_identifier, revision)
        ), held as (
            select claim.external_id, claim.token_identifier, claim.revision, holder.external_id as holder
            from claim cross join lateral (
                select external_id from token_identifiers
                where token_identifiers.token_identifier = claim.token_identifier limit 1) as holder
        ), taken as (
            select external_id, token_identifier from held
            where holder <> external_id and held.revision > coalesce(
                (select stored.revision from users as stored where stored.external_id = held.external_id limit 1), 0)
        ), written as (
            insert into users ({Columns}) select * from row where external_id not in (select external_id from taken) {OnConflict}
        ), {Journal}, claimed as (
            insert into token_identifiers (external_id, token_identifier)
            select external_id, token_identifier from claim
            where external_id in (select external_id from written)
              and (external_id, token_identifier) not in (select external_id, token_identifier from held)
        )
        """;

    // $21 are the changed users who are not new. Their rows have the token identifiers that they held before: every part of the statement
    // sees the rows as they were before it. What another user holds in the index is not released.
    private const string Releasing = """
        , released as (
            delete from token_identifiers where token_identifier = any (array(
                select former.token_identifier
                from unnest($21::text[]) as changed (external_id) cross join lateral (
                    select changed.external_id, unnest(before.token_identifiers) as token_identifier
                    from (select * from users where users.external_id = changed.external_id limit 1) as before) as former
                cross join lateral (
                    select external_id from token_identifiers
                    where token_identifiers.token_identifier = former.token_identifier limit 1) as holder
                where holder.external_id = former.external_id and former.external_id in (select external_id from written)
                  and (former.external_id, former.token_identifier) in (select external_id, token_identifier from claim) is not true))
        )
        """;

    private const string Outcomes = $"{Written} union all select external_id, token_identifier, null, null from taken";

    // For batches of new users only. A delete that deletes nothing is not free: if it was planned while the table was small, it scans the
    // whole table each time, also when the table has grown.
    public const string WriteNew = $"{Claiming} {Outcomes}";

    public const string WriteAndClaim = $"{Claiming} {Releasing} {Outcomes}";

    // A plain join with unnest becomes a sequential scan. The lateral look-up with a limit can only use the index.
    // A row without an external id says how many milliseconds a take-over has to wait.
    public const string Read = $"""
        select stored.external_id, stored.revision, stored.state
        from unnest($5::text[]) as asked (external_id)
        cross join lateral (select * from users where users.external_id = asked.external_id limit 1) as stored
        union all select null, milliseconds, null from {TakeOver.MillisecondsLeft}
        """;

    // Writes no row, takes no number of a transaction and nothing in the log. The server still checks that it takes writes, that the tables
    // are there and that the login may change them. The answer is whether the fence would let this process write.
    public const string TryWrite = $"""
        with u as (update users set revision = revision where false),
             t as (insert into token_identifiers select * from token_identifiers where false),
             s as (update orleansstorage set version = version where false)
        select {Fence.MayWrite}
        """;

    public const string ReadHolders = """
        select stored.token_identifier, stored.external_id
        from unnest($1::text[]) as asked (token_identifier)
        cross join lateral (
            select * from token_identifiers where token_identifiers.token_identifier = asked.token_identifier limit 1) as stored
        """;
}
