using Microsoft.AspNetCore.Authorization;
using OpenTelemetry.Metrics;
using Orleans.Dashboard;

namespace OrleansUsers.Api;

/// <summary>
/// The endpoints for an operator's tools: the metrics of the process and the dashboard of the cluster. Neither is public.
/// </summary>
internal static class OperatingEndpoints
{
    // Allows only what the page needs, such as elements with a style attribute and icons within its style sheet.
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
                OperatorAuthenticationHandler.Tools, options => options.AllowsTools = true);
        services.AddAuthorizationBuilder()
            .AddPolicy(OperatorAuthenticationHandler.Admin, PolicyOf(OperatorAuthenticationHandler.Admin))
            .AddPolicy(OperatorAuthenticationHandler.Tools, PolicyOf(OperatorAuthenticationHandler.Tools));
    }

    /// <summary>Makes every metric be exported from the start, also where its feature is off or not used yet.</summary>
    public static void StartMetrics(this IServiceProvider services)
    {
        foreach (var metrics in new[]
        {
            typeof(DeliveryMetrics), typeof(SyncMetrics), typeof(WebhookMetrics), typeof(TokenRefusalLog), typeof(IssuerKeyMetrics),
        })
            services.GetRequiredService(metrics);
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(OperatorAuthenticationHandler.Tools).DisableRateLimiting();

    /// <summary>Call it only when <see cref="AdminKeys"/> are configured.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes) =>
        routes.MapOrleansDashboard("/dashboard").RequireAuthorization(OperatorAuthenticationHandler.Tools).AddEndpointFilter((call, next) =>
        {
            call.HttpContext.Response.Headers.ContentSecurityPolicy = DashboardPolicy;
            return next(call);
        }).ExcludeFromDescription();

    private static AuthorizationPolicy PolicyOf(string scheme) => new AuthorizationPolicyBuilder(scheme).RequireAuthenticatedUser().Build();
}
