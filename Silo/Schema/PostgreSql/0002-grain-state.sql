-- State of all grains but users, as Microsoft.Orleans.Persistence.AdoNet keeps it.
-- The names of queries, parameters and result columns are Orleans'.
-- The tables are our own: the key is unique, so that of two concurrent first writes one is refused.
create table OrleansQuery (
    QueryKey  text primary key not null,
    QueryText text not null
);

create table OrleansStorage (
    GrainTypeString        text not null,
    GrainIdExtensionString text not null,
    GrainIdN0              bigint not null,
    GrainIdN1              bigint not null,
    ServiceId              text not null,
    PayloadBinary          bytea,
    ModifiedOn             timestamptz not null,
    Version                integer not null,
    primary key (GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1, ServiceId)
);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadFromStorageKey', '
    select PayloadBinary, Version
      from OrleansStorage
     where GrainTypeString = @GrainTypeString
       and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
       and GrainIdN0 = @GrainIdN0
       and GrainIdN1 = @GrainIdN1
       and ServiceId = @ServiceId
');

-- No row comes back when the version does not match: Orleans then refuses the write.
insert into OrleansQuery (QueryKey, QueryText) values ('WriteToStorageKey', '
    insert into OrleansStorage
           (GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1, ServiceId, PayloadBinary, ModifiedOn, Version)
    select @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @GrainIdN0, @GrainIdN1, @ServiceId, @PayloadBinary, now(), 1
     where cast(@GrainStateVersion as integer) is null
        or exists (select 1 from OrleansStorage where GrainTypeString = @GrainTypeString
       and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
       and GrainIdN0 = @GrainIdN0
       and GrainIdN1 = @GrainIdN1
       and ServiceId = @ServiceId)
    on conflict (GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1, ServiceId) do update set
           PayloadBinary = excluded.PayloadBinary, ModifiedOn = excluded.ModifiedOn, Version = OrleansStorage.Version + 1
     where OrleansStorage.Version = cast(@GrainStateVersion as integer)
    returning Version as NewGrainStateVersion
');

insert into OrleansQuery (QueryKey, QueryText) values ('ClearStorageKey', '
    update OrleansStorage set PayloadBinary = null, ModifiedOn = now(), Version = Version + 1
     where GrainTypeString = @GrainTypeString
       and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
       and GrainIdN0 = @GrainIdN0
       and GrainIdN1 = @GrainIdN1
       and ServiceId = @ServiceId
       and Version = @GrainStateVersion
    returning Version as NewGrainStateVersion
');

insert into OrleansQuery (QueryKey, QueryText) values ('DeleteStorageKey', '
    delete from OrleansStorage
     where GrainTypeString = @GrainTypeString
       and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
       and GrainIdN0 = @GrainIdN0
       and GrainIdN1 = @GrainIdN1
       and ServiceId = @ServiceId
       and Version = @GrainStateVersion
    returning Version + 1 as NewGrainStateVersion
');
