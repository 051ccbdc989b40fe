using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>What an operator may see of a user, and do with it as a whole.</summary>
internal static class AdminUserEndpoints
{
    public static void MapAdminUser(this RouteGroupBuilder user)
    {
        user.MapGet("", Get);
        user.MapDelete("", Delete);
        user.MapPost("/reinstate", Reinstate);
    }

    private static async Task<Results<Ok<UserDetails>, ProblemHttpResult>> Get(
        HttpContext context, Users users, ProviderSet providers, IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        return ExternalId.IsUsable(id) && await users.Describe(id, providers.NameOf).WaitAsync(cancellationToken) is { } described
            ? TypedResults.Ok(UserDetails.Of(described, json.Value.SerializerOptions))
            : Problem.NoUser();
    }

    // For users whose deletion the provider does not report: Auth0's Actions send no event of it.
    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        HttpContext context, Users users, TimeProvider clock, CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        await users.Delete(id, clock.GetUtcNow()).WaitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UserDetails>, ProblemHttpResult>> Reinstate(
        HttpContext context,
        Users users,
        ProviderSet providers,
        IOptions<JsonOptions> json,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        if (!await users.Reinstate(id, clock.GetUtcNow()).WaitAsync(cancellationToken))
            return NotDeleted();
        return await Get(context, users, providers, json, cancellationToken);
    }

    public static ProblemHttpResult NotDeleted() =>
        Problem.Of(StatusCodes.Status409Conflict, "This user is not deleted, so there is nothing to undo.");
}
