-- Which user holds a sign-in. A row changes with its user, in one statement:
-- so no sign-in is ever in two places, and none outlives a crash by itself.
-- A deleted user keeps the sign-ins that were linked to it: none of them may bring it back as somebody new.
create table token_identifiers (
    token_identifier text collate "C" primary key,
    external_id      text collate "C" not null
);

insert into token_identifiers (token_identifier, external_id)
select unnest(token_identifiers), external_id from users
on conflict do nothing;
