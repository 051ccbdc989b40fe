using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The endpoints below <c>/admin</c>, which need one of the <see cref="AdminKeys"/>.</summary>
internal static class AdminEndpoints
{
    private const string Path = "/admin";

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup(Path)
            .RequireAuthorization(OperatorAuthenticationHandler.Admin)
            .AddEndpointFilter<AdminAudit>();
        admin.MapChanges();
        admin.MapChecks();
        admin.MapSync();
        admin.MapPreview();
        admin.MapDeliveries();
        admin.MapUserList();
        var user = admin.MapGroup($"/users/{{{AdminUserId.Key}}}");
        MapUser(user);
        user.MapTokenIdentifierPaths();
        // Some proxies decode %2F in a path and merge slashes. They leave the query as it is.
        MapUser(admin.MapGroup("/user").AddEndpointFilter(AdminUserId.RequireInQuery));
    }

    /// <summary>Answers 404 to every call below <c>/admin</c>, as if nothing were mapped there. For a process without a key.</summary>
    public static void HideAdmin(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Request.Path.StartsWithSegments(Path) ? Problem.Of(StatusCodes.Status404NotFound).ExecuteAsync(context) : next(context));

    private static void MapUser(RouteGroupBuilder user)
    {
        user.MapAdminUser();
        user.MapUserTimeline();
        user.MapPersonalData();
        user.MapUserSync();
        user.MapTokenIdentifiers();
    }
}

[JsonSerializable(typeof(TokenIdentifierRequest))]
[JsonSerializable(typeof(UserDetails))]
[JsonSerializable(typeof(TimelinePage))]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(ExportedMessage))]
internal sealed partial class AdminJson : JsonSerializerContext;
