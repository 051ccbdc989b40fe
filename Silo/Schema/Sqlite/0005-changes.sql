-- The journal of changes: one row for each transaction that changed users. It names users and holds nothing personal.
-- changes is a JSON array with an array for each user: external id, revision, version, kind (1 created, 2 updated, 3 deleted, 4 reinstated;
-- null when readers see no difference), and 1 when the row was changed by SQL, so that its revision does not follow the one before.
create table user_changes (
    position integer primary key autoincrement,
    at       text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    changes  text not null
);

-- What the triggers have written and no row of user_changes has yet. A transaction of the program leaves nothing here.
create table user_changes_waiting (
    number      integer primary key,
    external_id text not null,
    revision    integer not null,
    version     integer not null,
    kind        integer,
    by_sql      integer not null
);

-- The last position that was removed.
create table change_numbering (
    removed integer not null
);

insert into change_numbering (removed) values (0);

-- A user whose row is removed by SQL is deleted for readers: that is its next version, although no row has it.
-- Triggers, so that no change is missed, not even one that a person makes.
create trigger journal_inserts after insert on users begin
    insert into user_changes_waiting (external_id, revision, version, kind, by_sql)
    values (new.external_id, new.revision, new.version,
            case when new.version = 0 then null when new.name is not null then 1 when new.deleted_at is not null then 3 end,
            new.revision <> 1);
end;

create trigger journal_updates after update on users begin
    insert into user_changes_waiting (external_id, revision, version, kind, by_sql)
    values (new.external_id, new.revision, new.version,
            case when new.version <= old.version then null
                 when new.name is not null and old.name is null then 1
                 when new.name is not null then 2
                 when old.name is not null or new.deleted_at is not null then 3
                 when old.deleted_at is not null then 4 end,
            new.revision <> old.revision + 1);
end;

create trigger journal_moves after update of external_id on users when new.external_id <> old.external_id begin
    insert into user_changes_waiting (external_id, revision, version, kind, by_sql)
    values (old.external_id, 0, old.version + (old.name is not null), case when old.name is not null then 3 end, 1);
end;

create trigger journal_deletes after delete on users begin
    insert into user_changes_waiting (external_id, revision, version, kind, by_sql)
    values (old.external_id, 0, old.version + (old.name is not null), case when old.name is not null then 3 end, 1);
end;
