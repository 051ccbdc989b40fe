using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace OrleansUsers.Api;

/// <summary><c>/docs</c>: the API as a page for people, open to anybody. All its files are served by this program.</summary>
internal static class ApiPage
{
    private const int NonceBytes = 16;

    // The page writes its styles itself, and draws its icons from texts. It connects to this server only.
    private const string Policy =
        "default-src 'none'; script-src 'self' 'nonce-{0}'; style-src 'unsafe-inline'; font-src 'self' data:; img-src 'self' data: blob:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapApiPage(this IEndpointRouteBuilder routes) => routes.MapScalarApiReference("/docs", Configure);

    private static void Configure(ScalarOptions options, HttpContext context)
    {
        var nonce = RandomNumberGenerator.GetHexString(2 * NonceBytes, lowercase: true);
        context.Response.Headers.ContentSecurityPolicy = Policy.Replace("{0}", nonce, StringComparison.Ordinal);
        options.WithTitle("OrleansUsers API")
            .WithNonce(nonce)
            .WithOpenApiRoutePattern(OpenApiEndpoints.DocumentPath)
            // Each of these would call another host.
            .DisableDefaultFonts()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton();
        options.Telemetry = false;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
    }
}
