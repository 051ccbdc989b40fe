using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace OrleansUsers.Api;

/// <summary>What a supervisor asks: is the process alive, and can it serve.</summary>
internal static class HealthEndpoints
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Doors>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<Doors>());
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddHostedService<WarmUp>();
        services.AddHealthChecks().AddCheck<Drain>("drain");
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).DisableRateLimiting();
        routes.MapHealthChecks("/health/ready").DisableRateLimiting();
    }
}
