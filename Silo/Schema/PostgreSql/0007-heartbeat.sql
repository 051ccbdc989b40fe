-- When a member last wrote a heartbeat, by the clock of the database, and to which server, database and table.
-- A copy of the database holds the same rows, but it has another server, another name or another table: so a member of the original is told.
alter table OrleansMembershipTable add column HeartbeatAt timestamptz(3), add column HeartbeatServer text;
