using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace OrleansUsers.Api;

/// <summary>What an operator may do, with the <see cref="AdminKeys"/>.</summary>
internal static class AdminEndpoints
{
    public static void AddAdmin(this IServiceCollection services, AdminKeys keys)
    {
        services.AddSingleton(keys);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AdminKeyHandler>(AdminKeys.Scheme, configureOptions: null);
        services.AddAuthorizationBuilder().AddPolicy(
            AdminKeys.Scheme, new AuthorizationPolicyBuilder(AdminKeys.Scheme).RequireAuthenticatedUser().Build());
    }

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/admin/users").RequireAuthorization(AdminKeys.Scheme).AddEndpointFilter<AdminAudit>();
        users.MapAdminUsers();
        users.MapTokenIdentifiers();
    }
}

[JsonSerializable(typeof(TokenIdentifierRequest))]
internal sealed partial class AdminJson : JsonSerializerContext;
