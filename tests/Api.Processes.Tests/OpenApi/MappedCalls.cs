using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using OrleansUsers.Harness;
using OrleansUsers.Silo;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The calls that the program maps, except pages and what only Development has, which are marked so.</summary>
internal static partial class MappedCalls
{
    /// <summary>Each as <c>GET /users/{id}</c>, of an app that is built and not started.</summary>
    public static IReadOnlyList<string> In(string environment)
    {
        var builder = WebApplication.CreateBuilder(
        [
            $"--environment={environment}", $"--ADMIN_API_KEY={Sandbox.AdminKey}", "--CLERK_ISSUER=https://clerk.example.test",
            "--CLERK_WEBHOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ]);
        var settings = new SettingsReader(builder.Configuration) { EndsAtOnce = true };
        builder.AddUsersSilo(settings);
        builder.AddUsersApi(settings);
        settings.Conclude();
        using var app = builder.Build();
        app.UseUsersApi();
        return
        [
            .. from source in ((IEndpointRouteBuilder)app).DataSources
               from endpoint in source.Endpoints.OfType<RouteEndpoint>()
               where endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true }
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               where method != "HEAD"
               select $"{method} {PathOf(endpoint)}",
        ];
    }

    // The address of each provider's webhooks is one call.
    private static string PathOf(RouteEndpoint endpoint)
    {
        var path = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!, "{${name}}").Trim('/');
        return path.StartsWith("/webhooks/", StringComparison.Ordinal) ? "/webhooks/{provider}" : path;
    }

    [GeneratedRegex(@"\{\**(?<name>[^}:?=]+)[^}]*\}")]
    private static partial Regex Constraint();
}
