-- Which user holds a sign-in. A row changes with its user, in one transaction:
-- so no sign-in is ever in two places, and none outlives a crash by itself.
-- A deleted user keeps the sign-ins that were linked to it: none of them may bring it back as somebody new.
create table token_identifiers (
    token_identifier text primary key not null,
    external_id      text not null
) without rowid;

insert or ignore into token_identifiers (token_identifier, external_id)
select token.value, users.external_id from users, json_each(users.token_identifiers) as token;
