using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace OrleansUsers.Api;

/// <summary>Health checks for a supervisor: whether the process is alive, and whether it can serve requests.</summary>
internal static class HealthEndpoints
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<ConnectionListeners>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<ConnectionListeners>());
        services.AddSingleton<GracefulShutdown>();
        services.AddHostedService(provider => provider.GetRequiredService<GracefulShutdown>());
        services.AddHostedService<WarmUp>();
        services.AddHealthChecks().AddCheck<GracefulShutdown>("drain");
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).DisableRateLimiting();
        routes.MapHealthChecks("/health/ready").DisableRateLimiting();
    }
}
