using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansUsers.Silo;

/// <summary>
/// Writes each second to the database that this process lives and which database it uses, and prolongs the lease of this process by that.
/// <see cref="MembershipCheck"/> and <see cref="TakeOver"/> of other processes read it.
/// </summary>
/// <remarks>
/// Orleans has a heartbeat of its own, but it says nothing of the database, and after failures it pauses for up to a minute.
/// </remarks>
internal sealed partial class Heartbeat(
    MemberRow row,
    MemberKey own,
    MembershipLease lease,
    OwnDeath death,
    IHostApplicationLifetime process,
    TimeProvider clock,
    ILogger<Heartbeat> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // A server that has restarted is used again as soon as there is a lease.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(0.25);

    private readonly CancellationTokenSource _stopping = new();
    private long _writtenAt = long.MinValue;
    private Task _beating = Task.CompletedTask;

    /// <summary>How long ago the last heartbeat was sent that the database accepted.</summary>
    public TimeSpan Age =>
        Volatile.Read(ref _writtenAt) is not long.MinValue and var at ? clock.GetElapsedTime(at) : TimeSpan.MaxValue;

    // Before that stage ends, Orleans has inserted this silo's row. When the silo stops, all grains are deactivated before.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Heartbeat),
        ServiceLifecycleStage.AfterRuntimeGrainServices + 1,
        async _ =>
        {
            // Without a lease the silo would answer nothing.
            await Beat();
            _beating = Task.Run(BeatUntilStopped, CancellationToken.None);
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _beating;
            await Release();
        });

    public void Dispose() => _stopping.Dispose();

    private async Task BeatUntilStopped()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                timer.Period = await Beat() ? Every : AfterFailure;
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>False when the database did not answer.</summary>
    private async Task<bool> Beat()
    {
        var sentAt = clock.GetTimestamp();
        try
        {
            switch (await row.Beat(own, _stopping.Token))
            {
                case BeatResult.Dead:
                    death.End("The row of this process in the table of members says Dead, or is missing.");
                    break;
                case BeatResult.HasRival:
                    End();
                    break;
                case BeatResult.Alive:
                    Volatile.Write(ref _writtenAt, sentAt);
                    lease.Prolong(sentAt);
                    break;
            }
            return true;
        }
        catch (Exception fault) when (fault is DbException or TimeoutException)
        {
            LogFailed(logger, fault);
            return false;
        }
    }

    // The order matters: others stop waiting once they read that the lease was released.
    private async Task Release()
    {
        lease.Revoke();
        try
        {
            await row.Release(own);
        }
        catch (Exception fault) when (fault is DbException or TimeoutException)
        {
            LogFailed(logger, fault);
        }
    }

    // Two processes that start at the same moment do not see each other before.
    private void End()
    {
        LogRival(logger);
        Environment.ExitCode = 1;
        process.StopApplication();
    }

    [LoggerMessage(LogLevel.Debug, "The heartbeat could not be written.")]
    private static partial void LogFailed(ILogger logger, Exception fault);

    [LoggerMessage(
        LogLevel.Critical,
        "The process ends: an earlier process with another Orleans__ClusterId uses the database. Give all processes of a database the "
        + "same value.")]
    private static partial void LogRival(ILogger logger);
}
