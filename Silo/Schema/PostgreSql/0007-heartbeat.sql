-- When a member last wrote a heartbeat, by the clock of the database, and to which server, database and table.
-- A copy of the database holds the same rows, but another server, another name or another table. So members of the original can be told
-- apart from those of the copy.
alter table OrleansMembershipTable add column HeartbeatAt timestamptz(3), add column HeartbeatServer text;
