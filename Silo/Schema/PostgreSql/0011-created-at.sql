-- For counting and listing the living users of a provider by the time of their creation, without reading their rows.
-- An ordinary update changes neither column nor deleted_at, so it still changes no index.
create index users_created_at on users (created_at, external_id) where deleted_at is null;
