namespace OrleansUsers.Silo;

/// <summary>Ends this process when it learns that the cluster has declared it dead, in the same way as Orleans does.</summary>
internal sealed class OwnDeath(MembershipLease lease, IFatalErrorHandler fatal)
{
    private int _hasBegun;

    /// <summary>Revokes the lease at once. The process ends two seconds later, with exit code 134.</summary>
    public void End(string reason)
    {
        lease.Revoke();
        // Orleans' handler blocks its thread until the process ends.
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
            Task.Run(() => fatal.OnFatalException(this, $"{reason} The process ends, since it is no member of the cluster any more."));
    }
}
