-- The journal of changes: one row for each statement that changed users, in parts of 512. It names users and holds nothing personal.
create table user_changes (
    id           bigint generated always as identity primary key,
    at           timestamptz(3) not null default clock_timestamp(),
    external_ids text[] not null,
    revisions    bigint[] not null,
    versions     bigint[] not null,
    kinds        smallint[] not null,
    by_sql       boolean not null
) with (toast_tuple_target = 8160);

comment on column user_changes.kinds is '1 created, 2 updated, 3 deleted, 4 reinstated; null when readers see no difference.';
comment on column user_changes.by_sql is 'The rows were changed by SQL: their revisions do not follow those before.';

-- A row of the journal gets its position after its commit, by whoever reads the journal next. So no row ever appears before one that was
-- read, and nobody waits for other people's transactions. In a column of the journal each position would cost a second version of a long
-- row.
create table change_positions (
    position bigint primary key,
    id       bigint not null
);

-- The last position that was given, the last one that was removed, and which rows have a position: those up to newest_id, except for gaps.
-- A gap is the id of a row whose transaction had not ended, or was rolled back. One of older_gaps was rolled back if no row has its id once
-- all transactions before the horizon have ended. There is one row, and the key tells the planner so: for many rows it would compile the
-- statement, which takes longer than to run it.
create table change_numbering (
    id         smallint primary key default 1 check (id = 1),
    last       bigint not null,
    removed    bigint not null,
    newest_id  bigint not null,
    gaps       bigint[] not null,
    older_gaps bigint[] not null,
    horizon    xid8 not null
);

insert into change_numbering (last, removed, newest_id, gaps, older_gaps, horizon) values (0, 0, 0, '{}', '{}', '0');

-- A user whose row is removed by SQL is deleted for readers: that is its next version, although no row has it.
-- A trigger, so that no other change is missed: neither one of an older version of this program nor one that a person makes.
-- Whoever may change users need not have rights on the journal.
create function journal_users() returns trigger language plpgsql
security definer set search_path from current as $$
begin
    if tg_op = 'INSERT' then
        insert into user_changes (external_ids, revisions, versions, kinds, by_sql)
        select array_agg(external_id), array_agg(revision), array_agg(version), array_agg(kind), by_sql
        from (
            select external_id, revision, version, revision <> 1 as by_sql,
                   case when version = 0 then null when name is not null then 1 when deleted_at is not null then 3 end as kind,
                   (row_number() over () - 1) / 512 as part
            from after) as change
        group by by_sql, part;
    elsif tg_op = 'UPDATE' then
        insert into user_changes (external_ids, revisions, versions, kinds, by_sql)
        select array_agg(external_id), array_agg(revision), array_agg(version), array_agg(kind), by_sql
        from (
            select external_id, coalesce(after.revision, 0) as revision,
                   coalesce(after.version, before.version + (before.name is not null)::int) as version,
                   after.revision is distinct from before.revision + 1 as by_sql,
                   case when after.version is null and before.name is not null then 3
                        when after.version <= before.version then null
                        when after.name is not null and before.name is null then 1
                        when after.name is not null then 2
                        when before.name is not null or after.deleted_at is not null then 3
                        when before.deleted_at is not null then 4 end as kind,
                   (row_number() over () - 1) / 512 as part
            from after full join before using (external_id)) as change
        group by by_sql, part;
    else
        insert into user_changes (external_ids, revisions, versions, kinds, by_sql)
        select array_agg(external_id), array_agg(0), array_agg(version), array_agg(kind), true
        from (
            select external_id, version + (name is not null)::int as version, case when name is not null then 3 end as kind,
                   (row_number() over () - 1) / 512 as part
            from before) as change
        group by part;
    end if;
    return null;
end $$;

-- A statement of the program makes its entry itself and says so. A trigger would cost twice as much: it has to join the rows from before and
-- after, while the program knows what it changes.
create trigger journal_inserts after insert on users referencing new table as after for each statement
when (current_setting('orleans_users.in_journal', true) is distinct from 'yes') execute function journal_users();
create trigger journal_updates after update on users referencing old table as before new table as after for each statement
when (current_setting('orleans_users.in_journal', true) is distinct from 'yes') execute function journal_users();
create trigger journal_deletes after delete on users referencing old table as before for each statement execute function journal_users();
