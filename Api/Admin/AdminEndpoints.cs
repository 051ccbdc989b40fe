using System.Text.Json.Serialization;

namespace OrleansUsers.Api;

/// <summary>The endpoints below <c>/admin</c>, which need one of the <see cref="AdminKeys"/>.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/admin/users")
            .RequireAuthorization(OperatorAuthenticationHandler.Admin)
            .AddEndpointFilter<AdminAudit>();
        users.MapAdminUsers();
        users.MapTokenIdentifiers();
    }
}

[JsonSerializable(typeof(TokenIdentifierRequest))]
internal sealed partial class AdminJson : JsonSerializerContext;
