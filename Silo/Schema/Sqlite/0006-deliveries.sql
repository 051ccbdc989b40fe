-- How far the changes of users were sent to the operator's receiver, and by which process. It has one row at most.
-- position is the last entry of the journal of which changes were taken, taken how many of it; undelivered, a JSON array, has those of the
-- taken ones that are not delivered.
create table change_delivery (
    id          integer primary key check (id = 1),
    sender      text,
    position    integer not null,
    taken       integer not null,
    undelivered text not null
);
