-- How far the changes of users were sent to the operator's receiver, and which process sends them. It has one row at most.
create table change_delivery (
    id          smallint primary key check (id = 1),
    sender      text,
    sends_until timestamptz not null,
    position    bigint not null,
    taken       integer not null,
    undelivered text not null
);

comment on column change_delivery.sender is 'The process that sends; null when none does.';
comment on column change_delivery.sends_until is 'From then on another process may become the sender.';
comment on column change_delivery.position is 'The last entry of the journal of which changes were taken.';
comment on column change_delivery.taken is 'How many changes were taken of that entry.';
comment on column change_delivery.undelivered is 'The changes that were taken and are not delivered, as a JSON array.';
