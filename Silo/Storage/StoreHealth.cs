using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansUsers.Silo;

/// <summary>Where users are stored, as a text for operators. It holds no secret.</summary>
public sealed record StoreLocation(string Text);

/// <summary>Healthy while this silo is active and its store answers.</summary>
internal sealed class StoreHealth(IUserTable table, ISiloStatusOracle silo) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (silo.CurrentStatus != SiloStatus.Active)
            return HealthCheckResult.Unhealthy($"The silo is {silo.CurrentStatus}.");

        await table.Ping(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
