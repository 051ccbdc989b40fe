using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>
/// The lease of a process in a cluster. Each heartbeat that the database accepts prolongs it, and so do the answers of other members while
/// the database cannot be reached.
/// </summary>
/// <remarks>
/// A process that takes over the users of a dead one waits until the lease of that one has expired: <see cref="TakeOver"/>. The clocks of
/// two processes need not show the same time, but they must run at the same rate.
/// </remarks>
internal sealed class MembershipLease(TimeProvider clock) : IMembershipLease
{
    /// <summary>How long the lease is valid after a heartbeat was sent.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private long _validUntil = long.MinValue;
    private bool _isRevoked;

    public bool IsValid => IsValidFor(TimeSpan.Zero);

    public bool IsValidFor(TimeSpan time) => After(clock.GetTimestamp(), time) < Volatile.Read(ref _validUntil);

    public void Check()
    {
        if (!IsValid)
            throw new MembershipLeaseException(
                "This process has reached neither the database nor another member of its cluster for too long, or was declared dead. "
                + "It answers nothing from memory, because others may have changed it.");
    }

    /// <summary>Prolongs the lease. Has no effect after <see cref="Revoke"/>.</summary>
    /// <param name="sentAt">
    /// The timestamp at which the question was sent whose answer says that this process is a member. The answer may be that old.
    /// </param>
    public void Prolong(long sentAt)
    {
        var until = After(sentAt, Duration);
        lock (_lock)
        {
            if (!_isRevoked && until > _validUntil)
                Volatile.Write(ref _validUntil, until);
        }
    }

    /// <summary>Ends the lease for good.</summary>
    public void Revoke()
    {
        lock (_lock)
        {
            _isRevoked = true;
            Volatile.Write(ref _validUntil, long.MinValue);
        }
    }

    private long After(long timestamp, TimeSpan time) => timestamp + (long)(time.TotalSeconds * clock.TimestampFrequency);
}
