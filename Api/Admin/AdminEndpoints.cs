using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The endpoints below <c>/admin</c>, which need one of the <see cref="AdminKeys"/>.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin")
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
