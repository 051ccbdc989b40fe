using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace OrleansUsers.Api;

/// <summary>Which pages of other origins may call on behalf of whoever is signed in to them (CORS): those that tokens are accepted for.</summary>
/// <remarks>An authorized party of a browser app is its origin: <c>azp</c> in Clerk's session tokens. In Development any page may, as anyone may sign in.</remarks>
internal static class BrowserApps
{
    public const string Policy = "browser-apps";

    private static readonly TimeSpan PreflightHolds = TimeSpan.FromHours(1);

    public static void AddBrowserApps(this IServiceCollection services, ProviderSet providers, bool any) =>
        services.AddCors(cors => cors.AddPolicy(Policy, policy => Allow(policy, providers, any)
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            .WithHeaders(HeaderNames.Authorization, HeaderNames.ContentType, "Last-Event-ID")
            .WithExposedHeaders(HeaderNames.RetryAfter)
            .SetPreflightMaxAge(PreflightHolds)));

    private static CorsPolicyBuilder Allow(CorsPolicyBuilder policy, ProviderSet providers, bool any) =>
        any ? policy.AllowAnyOrigin() : policy.WithOrigins([.. providers.All.SelectMany(provider => provider.AuthorizedParties).Where(IsOrigin)]);

    // Other kinds of apps are named by a client id.
    private static bool IsOrigin(string party) => Uri.TryCreate(party, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";
}
