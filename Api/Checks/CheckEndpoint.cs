using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

/// <summary>Shows the operator what a running process can check of itself.</summary>
internal static class CheckEndpoint
{
    /// <summary>Maps <c>/admin/checks</c>.</summary>
    public static void MapChecks(this RouteGroupBuilder admin) => admin.MapGet("/checks", Get);

    private static async Task<Ok<CheckReport>> Get(ChecksInProcess checks, CancellationToken cancellationToken) =>
        TypedResults.Ok(await checks.Run().WaitAsync(cancellationToken));
}
