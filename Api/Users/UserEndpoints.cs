using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

/// <summary>The calls of signed-in clients.</summary>
internal static class UserEndpoints
{
    private const int MaxBatch = 100;

    // Each may bring a grain into memory, and the batches of many callers would bring more at once than the collector keeps up with.
    private const int CallsOfOneBatch = 16;

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").RequireAuthorization().RequireCors(BrowserApps.Policy);
        users.AddEndpointFilter<CallerGate>();
        users.MapPost("/store", Store);
        users.MapGet("/current", Current);
        users.MapLive();
        users.MapGet("/{id}", Profile);
        users.MapGet("/", Profiles);
    }

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Store(
        Caller caller, CallerUser self, IGrainFactory grains, CancellationToken cancellationToken)
    {
        // Whoever acts as the user may hold a token with claims of their own making.
        if (caller.Actor is not null)
            return self.User is { } stored ? TypedResults.Ok(stored) : NotStored();
        return await caller.Store(grains).WaitAsync(cancellationToken) switch
        {
            { User.Banned: true } => Problem.UserBanned(),
            { User: { } user } => TypedResults.Ok(user),
            { Elsewhere: true } => Problem.Of(
                StatusCodes.Status409Conflict,
                "The id of this sign-in is that of a user who was stored by another issuer. "
                + "If the provider's issuer has moved, add the former one to AlsoIssuers."),
            _ => Problem.UserDeleted(),
        };
    }

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Current(
        Caller caller, CallerUser self, HttpContext context, LiveUsers live, IGrainFactory grains, TimeProvider clock)
    {
        if (!LiveWait.TryRead(context.Request.Query, out var wait))
            return Problem.Of(StatusCodes.Status400BadRequest, LiveWait.Refusal);
        if (self.User is { } found)
            return TypedResults.Ok(found);
        if (wait is not { } time)
            return NotStored();
        if (!LiveEndpoints.HoldOpen(context, live))
            return LiveEndpoints.Full(context);
        using var following = await LiveCaller.Follow(caller, live, grains, clock, context);
        return await following.ForUser(time, live, clock, context.RequestAborted) switch
        {
            { Banned: true } => Problem.UserBanned(),
            { } user => TypedResults.Ok(user),
            null => live.Stopping.IsCancellationRequested ? Unavailable.Answer(context) : NotStored(),
        };
    }

    private static ProblemHttpResult NotStored() =>
        Problem.Of(StatusCodes.Status404NotFound, "This user is not stored, or not yet: the provider's webhook may still be on its way.");

    private static async Task<Results<Ok<PublicProfile>, ProblemHttpResult>> Profile(
        HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        await Find(grains, context.PathSegment(2)).WaitAsync(cancellationToken) is { } profile
            ? TypedResults.Ok(profile)
            : Problem.NoUser();

    private static async Task<Results<Ok<PublicProfile?[]>, ProblemHttpResult>> Profiles(
        string[] id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (id.Length > MaxBatch)
            return Problem.Of(StatusCodes.Status400BadRequest, $"Ask for at most {MaxBatch} users at once.");
        var profiles = new PublicProfile?[id.Length];
        var few = new ParallelOptions { MaxDegreeOfParallelism = CallsOfOneBatch, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, id.Length, few, async (n, stop) => profiles[n] = await Find(grains, id[n]).WaitAsync(stop));
        return TypedResults.Ok(profiles);
    }

    private static async Task<PublicProfile?> Find(IGrainFactory grains, string id) =>
        ExternalId.IsUsable(id) && await grains.GetUser(id).Get() is { } user ? PublicProfile.Of(user) : null;
}
