using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace OrleansUsers.Api;

/// <summary>
/// Which pages of other origins may call on behalf of whoever is signed in to them (CORS): those that tokens are accepted for, and those of
/// <c>Cors__Origins</c>.
/// </summary>
/// <remarks>
/// An authorized party of a browser app is its origin: <c>azp</c> in Clerk's session tokens. In Development any page may, as anyone may
/// sign in.
/// </remarks>
internal static class BrowserApps
{
    public const string Policy = "browser-apps";

    private static readonly TimeSpan PreflightHolds = TimeSpan.FromHours(1);

    /// <param name="origins">Further origins whose pages may call.</param>
    /// <param name="any">Whether pages of any origin may.</param>
    public static void AddBrowserApps(this IServiceCollection services, ProviderSet providers, IEnumerable<string> origins, bool any) =>
        services.AddCors(cors => cors.AddPolicy(Policy, policy => Allow(policy, providers, origins, any)
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            // Tracing libraries and proxies' clients add their own.
            .AllowAnyHeader()
            .WithExposedHeaders(HeaderNames.RetryAfter)
            .SetPreflightMaxAge(PreflightHolds)));

    // Other kinds of apps are named by a client id.
    private static CorsPolicyBuilder Allow(CorsPolicyBuilder policy, ProviderSet providers, IEnumerable<string> origins, bool any) =>
        any
            ? policy.AllowAnyOrigin()
            : policy.WithOrigins(
                    [.. providers.All.SelectMany(provider => provider.AuthorizedParties).Select(Origin.Of).OfType<string>(), .. origins])
                .SetIsOriginAllowedToAllowWildcardSubdomains();
}
