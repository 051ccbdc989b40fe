using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// Lets reads of rows wait, soon after a process was declared dead, until that process cannot answer from memory any more. Only then may
/// its users be served and changed here.
/// </summary>
/// <remarks>
/// A process that was killed has sent no heartbeat for as long as its death took to be noticed: then nothing is waited for. The wait is for
/// a process that still reaches the database, but no other process.
/// </remarks>
/// <param name="membership">The members as this process knows them now.</param>
internal sealed class TakeOver(
    NpgsqlDataSource database, MemberKey own, Func<ClusterMembershipSnapshot> membership, TimeProvider clock)
{
    // A little longer than the lease, since the timestamps of heartbeats are rounded and the clocks' rates differ a little.
    private static readonly TimeSpan Longest = MembershipLease.Duration + TimeSpan.FromSeconds(0.2);

    private readonly Lock _lock = new();
    private ClusterMembershipSnapshot? _members;
    private long _deathAt = long.MinValue;

    /// <summary>Completes at once unless a process was declared dead within the last seconds.</summary>
    public ValueTask Wait() => IsSoonAfterDeath() ? new(WaitForLeases()) : ValueTask.CompletedTask;

    private bool IsSoonAfterDeath()
    {
        var members = membership();
        if (!ReferenceEquals(members, _members))
            Compare(members);
        var deathAt = Volatile.Read(ref _deathAt);
        return deathAt != long.MinValue && clock.GetElapsedTime(deathAt) < Longest;
    }

    // When a death was heard of, it had happened. So the time since then is never too long.
    private void Compare(ClusterMembershipSnapshot members)
    {
        lock (_lock)
        {
            if (members.Members.Values.Any(member => member.Status == SiloStatus.Dead
                && (_members is null || _members.GetSiloStatus(member.SiloAddress) != SiloStatus.Dead)))
                Volatile.Write(ref _deathAt, clock.GetTimestamp());
            Volatile.Write(ref _members, members);
        }
    }

    private async Task WaitForLeases()
    {
        var age = await PostgresBatch.Run(database, ReadAge);
        if (age is not null && Longest - age.Value is { Ticks: > 0 } left)
            await Task.Delay(left < Longest ? left : Longest, clock);
    }

    /// <summary>How long ago the last heartbeat of a dead member was; null when there is none.</summary>
    private async Task<TimeSpan?> ReadAge()
    {
        await using var command = database.CreateCommand(MembershipSql.LastHeartbeatOfDead);
        own.AddTo(command);
        return await command.ExecuteScalarAsync() as TimeSpan?;
    }
}
