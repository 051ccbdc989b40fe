-- The id of the user in the app's own systems, which the provider keeps.
alter table users add column reference_id text;
