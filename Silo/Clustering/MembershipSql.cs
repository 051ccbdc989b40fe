namespace OrleansUsers.Silo;

/// <summary>
/// The statements of heartbeats, beside those of Orleans' ADO.NET clustering on the same table (PostgreSQL). A status of 6 is Dead.
/// </summary>
internal static class MembershipSql
{
    // Names this database, and no copy of it: a copy on the same server has another name or, in another schema, another table. A copy of
    // the files runs on another server, and no two servers were started in the same microsecond. It changes when the server is started
    // again; each member then writes the new text within seconds.
    private const string Server =
        "(extract(epoch from pg_postmaster_start_time()) || ' ' || current_database() || ' ' || 'OrleansMembershipTable'::regclass::oid)";

    /// <summary>The members of all clusters that are not dead.</summary>
    public const string Read = $"""
        select DeploymentId, Address, Port, Generation, IAmAliveTime, HeartbeatAt, HeartbeatServer = {Server},
               clock_timestamp() - coalesce(HeartbeatAt, IAmAliveTime)
        from OrleansMembershipTable where Status <> 6
        """;

    /// <summary>
    /// Writes a heartbeat of $4's generation of the member at $2 and $3. There is no result when the row says Dead, or is missing.
    /// Otherwise it says whether an earlier process of another cluster than $1 lives on this database.
    /// </summary>
    public const string Beat = $"""
        update OrleansMembershipTable as own set HeartbeatAt = clock_timestamp(), HeartbeatServer = {Server}
        where DeploymentId = $1 and Address = $2 and Port = $3 and Generation = $4 and Status <> 6
        returning exists (
            select from OrleansMembershipTable as other
            where other.DeploymentId <> $1 and other.Status <> 6 and other.HeartbeatServer = {Server}
              and other.HeartbeatAt > clock_timestamp() - interval '5 s'
              and (other.StartTime, other.DeploymentId) < (own.StartTime, own.DeploymentId))
        """;

    /// <summary>Says that the member has released its lease.</summary>
    public const string Release = """
        update OrleansMembershipTable set HeartbeatAt = null
        where DeploymentId = $1 and Address = $2 and Port = $3 and Generation = $4
        """;

    /// <summary>
    /// Declares members of the cluster $1 dead: $2 addresses, $3 ports, $4 generations, and $5, the last sign of each. A member that has
    /// given another sign meanwhile stays. The version of the table changes, so that all members read it anew.
    /// </summary>
    public const string DeclareDead = $"""
        with changed as (
            update OrleansMembershipTable set Status = 6
            where DeploymentId = $1 and Status <> 6 and HeartbeatServer is distinct from {Server}
              and (Address, Port, Generation, IAmAliveTime) in (
                  select * from unnest($2::text[], $3::integer[], $4::integer[], $5::timestamptz[]))
            returning 1
        )
        update OrleansMembershipVersionTable set Timestamp = now(), Version = Version + 1
        where DeploymentId = $1 and exists (select from changed)
        """;
}
