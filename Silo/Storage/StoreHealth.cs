using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OrleansUsers.Grains;

namespace OrleansUsers.Silo;

/// <summary>Where users are stored, as a text for operators. It holds no secret.</summary>
public sealed record StoreLocation(string Text);

/// <summary>Healthy while this silo is surely an active member of the cluster and its store answers and takes writes.</summary>
/// <remarks>
/// The store is asked once a second at most, whatever the number of callers. They get the result of the last second, or wait for the one
/// that is under way.
/// </remarks>
internal sealed partial class StoreHealth(
    IUserTable table, ISiloStatusOracle silo, IMembershipLease lease, TimeProvider clock, ILogger<StoreHealth> logger) : IHealthCheck
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    // Heartbeats have failed for two seconds when less is left. Whoever asks sends requests elsewhere before this process refuses them.
    private static readonly TimeSpan LeastLease = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<HealthCheckResult>? _latest;
    private long _startedAt;
    private Task _trial = Task.CompletedTask;
    private bool _isWritable = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        silo.CurrentStatus != SiloStatus.Active
            ? Task.FromResult(HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}."))
            : lease.IsValidFor(LeastLease)
                ? Latest()
                : Task.FromResult(HealthCheckResult.Unhealthy("The process does not know whether it is still a member of the cluster."));

    private Task<HealthCheckResult> Latest()
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && clock.GetElapsedTime(_startedAt) >= MaxAge))
            {
                _startedAt = clock.GetTimestamp();
                _latest = Task.Run(Try);
            }
            return _latest;
        }
    }

    private async Task<HealthCheckResult> Try()
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        try
        {
            // A trial that does not end in time, on a disk that hangs, is not begun a second time.
            if (_trial.IsCompleted)
                _trial = table.TryWrite(deadline.Token);
            await _trial.WaitAsync(deadline.Token);
            if (!_isWritable)
                WritableAgain(logger);
            _isWritable = true;
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault)
        {
            var reason = fault is OperationCanceledException ? $"It did not answer within {Deadline.TotalSeconds} s." : FirstLine(fault);
            if (_isWritable)
                NotWritable(logger, reason);
            _isWritable = false;
            return HealthCheckResult.Unhealthy(reason);
        }
    }

    private static string FirstLine(Exception fault) => fault.Message.Split('\n')[0].Trim();

    [LoggerMessage(LogLevel.Warning, "The store takes no writes; /health/ready answers 503 until it does. {Reason}")]
    private static partial void NotWritable(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "The store takes writes again.")]
    private static partial void WritableAgain(ILogger logger);
}
