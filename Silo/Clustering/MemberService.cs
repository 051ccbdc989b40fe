using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Answers members that do not reach the database, and writes their heartbeats for them if it can.</summary>
internal sealed class MemberService(
    GrainId id,
    Orleans.Runtime.Silo silo,
    ILoggerFactory logging,
    ISiloStatusOracle silos,
    Heartbeat heartbeat,
    MemberRow row,
    MemberKey own) : GrainService(id, silo, logging), IMemberService
{
    // The member that asks waits for a second.
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(0.6);

    public async Task<MemberConfirmation> Confirm(SiloAddress silo)
    {
        if (silos.GetApproximateSiloStatus(silo) is SiloStatus.Dead)
            return MemberConfirmation.Dead;
        if (heartbeat.Age > PeerConfirmation.MaxAge)
            return MemberConfirmation.AsFarAsKnown;
        try
        {
            using var timeout = new CancellationTokenSource(WriteTimeout);
            return await row.Beat(MemberKey.Of(own.ClusterId, silo), timeout.Token) == BeatResult.Dead
                ? MemberConfirmation.Dead
                : MemberConfirmation.ByDatabase;
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or OperationCanceledException)
        {
            return MemberConfirmation.AsFarAsKnown;
        }
    }
}

/// <summary>Calls the <see cref="MemberService"/> of another process.</summary>
internal sealed class MemberServiceClient(IServiceProvider services) : GrainServiceClient<IMemberService>(services)
{
    public Task<MemberConfirmation> Confirm(SiloAddress at, SiloAddress silo) => GetGrainService(at).Confirm(silo);
}
