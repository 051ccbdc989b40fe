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
        users.MapPost("/store", Store);
        users.MapGet("/current", Current);
        users.MapLive();
        users.MapGet("/{id}", Profile);
        users.MapGet("/", Profiles);
    }

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Store(
        Caller caller, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken) =>
        await caller.Store(grains, clock.GetUtcNow()).WaitAsync(cancellationToken) switch
        {
            { User: { } user } => TypedResults.Ok(user),
            { Elsewhere: true } => Problem.Of(StatusCodes.Status409Conflict, "The id of this sign-in is that of another provider's user, made before this provider was set up."),
            _ => Problem.UserDeleted(),
        };

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Current(
        Caller caller, HttpContext context, LiveUsers live, IGrainFactory grains, TimeProvider clock)
    {
        if (!LiveWait.TryRead(context.Request.Query, out var wait))
            return Problem.Of(StatusCodes.Status400BadRequest, LiveWait.Refusal);
        if (wait is not null && !LiveEndpoints.HoldOpen(context, live))
            return LiveEndpoints.Full(context);
        var user = wait is { } time
            ? await Await(time)
            : await caller.Find(grains).WaitAsync(context.RequestAborted);
        if (user is not null)
            return TypedResults.Ok(user);
        return wait is not null && live.Stopping.IsCancellationRequested
            ? Unavailable.Answer(context)
            : Problem.Of(StatusCodes.Status404NotFound, "This user is not stored, or not yet: the provider's webhook may still be on its way.");

        async Task<User?> Await(TimeSpan time)
        {
            using var following = await LiveCaller.Follow(caller, live, grains, clock, context);
            return await following.ForUser(time, live, clock, context.RequestAborted);
        }
    }

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
