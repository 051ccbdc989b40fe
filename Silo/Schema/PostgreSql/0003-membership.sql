-- Cluster membership, as Microsoft.Orleans.Clustering.AdoNet keeps it. The names of queries, parameters and result columns are Orleans'.
-- Every change of a row moves the version of the whole table by one and is refused when somebody else moved it first: whoever holds the
-- version row is alone, and the other finds its version gone.
create table OrleansMembershipVersionTable (
    DeploymentId varchar(150) primary key,
    Timestamp    timestamptz(3) not null default now(),
    Version      integer not null default 0
);

create table OrleansMembershipTable (
    DeploymentId varchar(150) not null references OrleansMembershipVersionTable (DeploymentId),
    Address      varchar(45) not null,
    Port         integer not null,
    Generation   integer not null,
    SiloName     varchar(150) not null,
    HostName     varchar(150) not null,
    Status       integer not null,
    ProxyPort    integer,
    SuspectTimes varchar(8000),
    StartTime    timestamptz(3) not null,
    IAmAliveTime timestamptz(3) not null,
    primary key (DeploymentId, Address, Port, Generation)
);

insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipVersionKey', '
    with made as (
        insert into OrleansMembershipVersionTable (DeploymentId) values (@DeploymentId) on conflict do nothing returning 1
    )
    select count(*) from made
');

insert into OrleansQuery (QueryKey, QueryText) values ('InsertMembershipKey', '
    with moved as (
        update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
         where DeploymentId = @DeploymentId and Version = @Version
           and not exists (select 1 from OrleansMembershipTable where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
        returning 1
    ), made as (
        insert into OrleansMembershipTable
               (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
          from moved
        returning 1
    )
    select count(*) from made
');

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateMembershipKey', '
    with moved as (
        update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
         where DeploymentId = @DeploymentId and Version = @Version
           and exists (select 1 from OrleansMembershipTable where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation)
        returning 1
    ), changed as (
        update OrleansMembershipTable set Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
         where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation and exists (select 1 from moved)
        returning 1
    )
    select count(*) from changed
');

insert into OrleansQuery (QueryKey, QueryText) values ('UpdateIAmAlivetimeKey', '
    update OrleansMembershipTable set IAmAliveTime = @IAmAliveTime
     where DeploymentId = @DeploymentId and Address = @Address and Port = @Port and Generation = @Generation
');

insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadRowKey', '
    select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
      from OrleansMembershipVersionTable v
      left join OrleansMembershipTable m
        on m.DeploymentId = v.DeploymentId and m.Address = @Address and m.Port = @Port and m.Generation = @Generation
     where v.DeploymentId = @DeploymentId
');

insert into OrleansQuery (QueryKey, QueryText) values ('MembershipReadAllKey', '
    select v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime, m.IAmAliveTime, v.Version
      from OrleansMembershipVersionTable v
      left join OrleansMembershipTable m on m.DeploymentId = v.DeploymentId
     where v.DeploymentId = @DeploymentId
');

insert into OrleansQuery (QueryKey, QueryText) values ('GatewaysQueryKey', '
    select Address, ProxyPort, Generation
      from OrleansMembershipTable
     where DeploymentId = @DeploymentId and Status = @Status and ProxyPort > 0
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteMembershipTableEntriesKey', '
    delete from OrleansMembershipTable where DeploymentId = @DeploymentId;
    delete from OrleansMembershipVersionTable where DeploymentId = @DeploymentId
');

insert into OrleansQuery (QueryKey, QueryText) values ('CleanupDefunctSiloEntriesKey', '
    delete from OrleansMembershipTable
     where DeploymentId = @DeploymentId and IAmAliveTime < @IAmAliveTime and Status <> 3
');
