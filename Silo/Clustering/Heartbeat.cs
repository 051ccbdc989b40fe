using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>
/// Writes each second to the database that this process lives and which database it uses. <see cref="MembershipCheck"/> of other processes
/// reads it.
/// </summary>
/// <remarks>
/// Orleans has a heartbeat of its own, but it says nothing of the database, and after failures it pauses for up to a minute.
/// </remarks>
internal sealed partial class Heartbeat(
    [FromKeyedServices(PostgresPools.MembershipKey)] NpgsqlDataSource database,
    SiloAddressing addressing,
    ILocalSiloDetails silo,
    IHostApplicationLifetime process,
    TimeProvider clock,
    ILogger<Heartbeat> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _beating = Task.CompletedTask;

    // Before that stage ends, Orleans has inserted this silo's row.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Heartbeat),
        ServiceLifecycleStage.AfterRuntimeGrainServices + 1,
        _ =>
        {
            _beating = Task.Run(Beat, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stopping.CancelAsync();
            await _beating;
        });

    public void Dispose() => _stopping.Dispose();

    private async Task Beat()
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                try
                {
                    if (await HasRival())
                        End();
                }
                catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
                {
                    LogFailed(logger, fault);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>Writes a heartbeat. True when an earlier process of another cluster uses the database.</summary>
    private async Task<bool> HasRival()
    {
        var endpoint = silo.SiloAddress.Endpoint;
        await using var command = database.CreateCommand(MembershipSql.Beat);
        command.CommandTimeout = 2;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = addressing.ClusterId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = endpoint.Address.ToString() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = endpoint.Port });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = silo.SiloAddress.Generation });
        return await command.ExecuteScalarAsync(_stopping.Token) is true;
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
