-- A row that changes stays on its page where there is room for its new version, and then the index need not change.
alter table users set (fillfactor = 75);
