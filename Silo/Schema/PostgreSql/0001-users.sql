-- One row a user, also after its deletion: then external_id, deleted_at and the counters are all that is left.
create table users (
    external_id       text collate "C" primary key,
    name              text,
    email             text,
    username          text,
    token_identifiers text[] not null,
    created_at        timestamptz,
    updated_at        timestamptz,
    deleted_at        timestamptz,
    version           bigint not null,
    revision          bigint not null,
    state             json not null
);

comment on column users.version is 'Counts the changes a reader can see.';
comment on column users.revision is 'Counts the writes of the row; a write must follow the revision it was made from.';
comment on column users.state is 'All that was heard of the user. The other columns are made from it and are there to be read.';
