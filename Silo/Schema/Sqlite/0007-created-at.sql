-- For counting and listing the living users of a provider by the time of their creation, without reading their rows: for that SQLite needs
-- deleted_at in the index, too.
create index users_created_at on users (created_at, external_id, deleted_at) where deleted_at is null;
