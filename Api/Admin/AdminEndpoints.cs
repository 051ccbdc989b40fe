using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace OrleansUsers.Api;

/// <summary>What an operator may do, with the <see cref="AdminKey"/>.</summary>
internal static class AdminEndpoints
{
    public static void AddAdmin(this IServiceCollection services, AdminKey key)
    {
        services.AddSingleton(key);
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AdminKeyHandler>(AdminKey.Scheme, configureOptions: null);
        services.AddAuthorizationBuilder().AddPolicy(AdminKey.Scheme, new AuthorizationPolicyBuilder(AdminKey.Scheme).RequireAuthenticatedUser().Build());
    }

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/admin/users").RequireAuthorization(AdminKey.Scheme);
        users.MapAdminUsers();
        users.MapTokenIdentifiers();
    }
}

[JsonSerializable(typeof(TokenIdentifierRequest))]
internal sealed partial class AdminJson : JsonSerializerContext;
