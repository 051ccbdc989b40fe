-- The words of the living users, for searches. The table follows the journal of changes, so that writes of users do not wait for it.
-- words has what SearchWords makes of name, username and e-mail address, each as one lexeme, and the reference id as a digest.
create table user_search (
    external_id text collate "C" primary key,
    words       tsvector not null
);

-- Without a list of pending entries, which each search would have to read.
create index user_search_words on user_search using gin (words) with (fastupdate = off);

-- How far the table follows. There is one row. A writer moves it from where it read it, in the statement that writes the words: of two
-- writers one moves it, and the other writes nothing. So a process that stops in the middle holds up nobody.
create table search_state (
    id           smallint primary key default 1 check (id = 1),
    format       integer not null,
    position     bigint not null,
    filled_up_to text collate "C"
);

comment on column search_state.format is 'The rules by which the words were made; 0 before the first filling.';
comment on column search_state.position is 'The last entry of the journal of changes that is in the table, once it is filled.';
comment on column search_state.filled_up_to is 'While the table is filled from users: the last external id that was. Null when it is filled.';

insert into search_state (format, position, filled_up_to) values (0, 0, '');

-- For listing deleted users. Of living users it has nothing.
create index users_deleted on users (external_id) where deleted_at is not null;
