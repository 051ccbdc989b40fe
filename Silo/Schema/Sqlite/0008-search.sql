-- The words of the living users, for searches. The tables follow the journal of changes, so that writes of users do not wait for them.
-- words has what SearchWords makes of name, username and e-mail address, each after a space, and the reference id as a digest.
create table user_search (
    external_id text primary key not null,
    number      integer not null unique,
    words       text not null
) without rowid;

-- The index of the words by their beginnings; rowid is user_search.number. A token is what stands between spaces. With secure-delete,
-- nothing of a removed entry is left in the file.
create virtual table user_search_words using fts5 (
    words, content = '', detail = none, columnsize = 0, prefix = '1 2 3', tokenize = 'ascii tokenchars ''!"#$%&''''()*+,-./:;<=>?@[\]^_`{|}~'''
);

insert into user_search_words (user_search_words, rank) values ('secure-delete', 1);

-- How far the tables follow. There is one row. format names the rules by which the words were made, 0 before the first filling. position is
-- the last entry of the journal of changes that is in the tables, once they are filled. filled_up_to is the last external id that was
-- filled from users, null when all were.
create table search_state (
    id           integer primary key check (id = 1),
    format       integer not null,
    position     integer not null,
    filled_up_to text
);

insert into search_state (id, format, position, filled_up_to) values (1, 0, 0, '');

-- For listing deleted users. Of living users it has nothing.
create index users_deleted on users (external_id) where deleted_at is not null;
