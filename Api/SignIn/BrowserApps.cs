using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace OrleansUsers.Api;

/// <summary>
/// Allows pages of other origins to call (CORS): the authorized parties that are origins, and those of <c>Cors__Origins</c>.
/// </summary>
/// <remarks>
/// The authorized party of a browser app is its origin: <c>azp</c> in Clerk's session tokens. In Development pages of any origin may call,
/// because anyone can sign in.
/// </remarks>
internal static class BrowserApps
{
    public const string Policy = "browser-apps";

    private static readonly TimeSpan PreflightHolds = TimeSpan.FromHours(1);

    /// <param name="origins">Further origins whose pages may call.</param>
    /// <param name="any">Whether pages of any origin may call.</param>
    public static void AddBrowserApps(this IServiceCollection services, ProviderSet providers, IEnumerable<string> origins, bool any) =>
        services.AddCors(cors => cors.AddPolicy(Policy, policy => Allow(policy, providers, origins, any)
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            // Tracing libraries and clients of proxies add headers of their own.
            .AllowAnyHeader()
            .WithExposedHeaders(HeaderNames.RetryAfter)
            .SetPreflightMaxAge(PreflightHolds)));

    /// <summary>Adds the CORS middleware. Must come after routing.</summary>
    /// <remarks>
    /// <c>UseCors</c> resolves the policies for each request and makes a service scope for that: 3 to 5 % of the shortest read.
    /// </remarks>
    public static void UseBrowserApps(this WebApplication app)
    {
        var policies = app.Services.GetRequiredService<ICorsPolicyProvider>();
        var cors = app.Services.GetRequiredService<ICorsService>();
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        app.Use(next =>
        {
            var middleware = new CorsMiddleware(next, cors, logs);
            return context => middleware.Invoke(context, policies);
        });
    }

    // The authorized party of any other app is a client id, and so no origin.
    private static CorsPolicyBuilder Allow(CorsPolicyBuilder policy, ProviderSet providers, IEnumerable<string> origins, bool any) =>
        any
            ? policy.AllowAnyOrigin()
            : policy.WithOrigins(
                    [.. providers.All.SelectMany(provider => provider.AuthorizedParties).Select(Origin.Of).OfType<string>(), .. origins])
                .SetIsOriginAllowedToAllowWildcardSubdomains();
}
