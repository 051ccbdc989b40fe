using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansUsers.Silo;

/// <summary>Measures whether this process serves, how long it runs, and how many members it sees in its cluster.</summary>
internal sealed class ProcessMetrics : IHealthCheckPublisher
{
    private volatile int _ready;

    public ProcessMetrics(Meter meter, ISiloStatusOracle silos, TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        meter.CreateObservableGauge(
            "orleans_users.ready",
            () => _ready,
            description: "1 when the checks of /health/ready succeeded the last time, else 0. They are run every 10 s.");
        meter.CreateObservableGauge(
            "orleans_users.cluster.members",
            () => silos.GetApproximateSiloStatuses(onlyActive: true).Count,
            "{process}",
            "Active members of the cluster, as this process sees them.");
        // The name is that of OpenTelemetry's semantic conventions.
        meter.CreateObservableGauge(
            "process.uptime", () => clock.GetElapsedTime(start).TotalSeconds, "s", "The time that the process has been running.");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _ready = report.Status == HealthStatus.Healthy ? 1 : 0;
        return Task.CompletedTask;
    }
}
