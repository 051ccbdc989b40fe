using Microsoft.AspNetCore.Authorization;
using OpenTelemetry.Metrics;
using Orleans.Dashboard;

namespace OrleansUsers.Api;

/// <summary>What an operator's tools ask of a process: its metrics, and the cluster's dashboard. Neither is for the public.</summary>
internal static class OperatingEndpoints
{
    // As much as the page needs: an element with a style of its own, icons within its style sheet.
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; font-src 'self' data:; " +
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddOperating(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter());
        services.AddAuthentication()
            .AddScheme<OperatorAuthenticationOptions, OperatorAuthenticationHandler>(
                OperatorAuthenticationHandler.Admin, configureOptions: null)
            .AddScheme<OperatorAuthenticationOptions, OperatorAuthenticationHandler>(
                OperatorAuthenticationHandler.Tools, options => options.AdmitsTools = true);
        services.AddAuthorizationBuilder()
            .AddPolicy(OperatorAuthenticationHandler.Admin, PolicyOf(OperatorAuthenticationHandler.Admin))
            .AddPolicy(OperatorAuthenticationHandler.Tools, PolicyOf(OperatorAuthenticationHandler.Tools));
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(OperatorAuthenticationHandler.Tools).DisableRateLimiting();

    /// <summary>Only where there is an <see cref="AdminKeys"/>.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes) =>
        routes.MapOrleansDashboard("/dashboard").RequireAuthorization(OperatorAuthenticationHandler.Tools).AddEndpointFilter((call, next) =>
        {
            call.HttpContext.Response.Headers.ContentSecurityPolicy = DashboardPolicy;
            return next(call);
        });

    private static AuthorizationPolicy PolicyOf(string scheme) => new AuthorizationPolicyBuilder(scheme).RequireAuthenticatedUser().Build();
}
