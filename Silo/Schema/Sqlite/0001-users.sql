-- One row a user, also after its deletion: then external_id, deleted_at and the counters are all that is left.
-- Times are ISO 8601 in UTC, token_identifiers is a JSON array, state is all that was heard of the user;
-- the other columns are made from it.
create table users (
    external_id       text primary key not null,
    name              text,
    email             text,
    username          text,
    token_identifiers text not null,
    created_at        text,
    updated_at        text,
    deleted_at        text,
    version           integer not null,
    revision          integer not null,
    state             text not null
) without rowid;
