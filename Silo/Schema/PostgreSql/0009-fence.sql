-- Each statement that writes locks the row of its own process here (for key share). A change of Status has to wait for that lock, because
-- Status is in a unique index. A heartbeat changes no column of a unique index, and does not wait.
create unique index OrleansMembershipTableFence on OrleansMembershipTable (DeploymentId, Address, Port, Generation, Status);
