using Microsoft.AspNetCore.Http.HttpResults;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>What an operator may do with a user as a whole.</summary>
internal static class AdminUserEndpoints
{
    public static void MapAdminUser(this RouteGroupBuilder user) => user.MapDelete("", Delete);

    // For users whose deletion the provider does not report: Auth0's Actions send no event of it.
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        HttpContext context, Users users, TimeProvider clock, CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        await users.Delete(id, new UserDeletion(clock.GetUtcNow())).WaitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
