namespace OrleansUsers.Grains;

/// <summary>
/// The permission of this process to answer from memory. It is valid while the process is surely a member of the cluster.
/// </summary>
/// <remarks>
/// What is in memory must be read first, then the lease checked, and only then answered. A process that was frozen in between would show
/// what other processes have changed meanwhile. Any thread may call it.
/// </remarks>
public interface IMembershipLease
{
    /// <summary>Whether the lease is valid now.</summary>
    bool IsValid { get; }

    /// <summary>Whether the lease is valid for this time from now on, also when nothing prolongs it.</summary>
    bool IsValidFor(TimeSpan time);

    /// <summary>Throws unless the lease is valid.</summary>
    /// <exception cref="MembershipLeaseException">The lease has expired or was revoked.</exception>
    void Check();
}

/// <summary>The lease of a process that has its database for itself (SQLite). It is always valid.</summary>
internal sealed class SoleMember : IMembershipLease
{
    public bool IsValid => true;

    public bool IsValidFor(TimeSpan time) => true;

    public void Check()
    {
    }
}
