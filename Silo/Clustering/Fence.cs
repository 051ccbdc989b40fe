using Npgsql;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Keeps this process from writing once the cluster has declared it dead (PostgreSQL).</summary>
/// <remarks>
/// Each statement that writes locks the process's own row in the table of members. It writes nothing when that row is missing or says
/// Dead. Whoever declares the process dead changes the same row, and waits for the lock. So what was written before is seen by all later
/// reads, and nothing is written after. The lock lasts for one statement. In a transaction, a process that is frozen would keep it.
/// </remarks>
/// <param name="member">This process.</param>
/// <param name="lease">Is revoked when the fence refuses a write.</param>
internal sealed class Fence(MemberKey member, MembershipLease lease)
{
    /// <summary>
    /// The condition under which a statement writes: this process may write. It locks the row until the statement ends, and needs the
    /// parameters of <see cref="AddTo"/> first. A status of 6 is Dead.
    /// </summary>
    /// <remarks>
    /// The statement gives up when it waits longer than 4 s for a lock that another one holds. If its process was frozen meanwhile, nobody
    /// else would end it, and nobody could declare the process dead. The condition does not depend on the rows, so it is evaluated once and
    /// before any of them is written.
    /// </remarks>
    public const string IsMember = """
        (select set_config('lock_timeout', '4000', true) from OrleansMembershipTable
         where DeploymentId = $1 and Address = $2 and Port = $3 and Generation = $4 and Status <> 6 for key share) is not null
        """;

    /// <summary>Whether this process may write now, without a lock; takes the same parameters.</summary>
    public const string MayWrite = """
        exists (
            select from OrleansMembershipTable
            where DeploymentId = $1 and Address = $2 and Port = $3 and Generation = $4 and Status <> 6)
        """;

    /// <summary>Adds the first four parameters of the statement.</summary>
    public void AddTo(NpgsqlCommand command) => member.AddTo(command);

    /// <summary>Must be called after a statement that wrote no row: the rows had conflicts, or this process may not write.</summary>
    /// <exception cref="MembershipLeaseException">This process may not write. The lease is revoked.</exception>
    public async Task Check(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand($"select {MayWrite}");
        AddTo(command);
        if (await command.ExecuteScalarAsync() is not true)
            throw Refusal();
    }

    /// <summary>What to throw when this process may not write. Revokes the lease.</summary>
    public MembershipLeaseException Refusal()
    {
        lease.Revoke();
        return new($"The cluster has declared this process dead ({member.Address}:{member.Port}), so it may not write.");
    }
}
