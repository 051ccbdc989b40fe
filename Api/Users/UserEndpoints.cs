using Microsoft.AspNetCore.Http.HttpResults;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The endpoints below <c>/users</c>, for signed-in callers.</summary>
internal static class UserEndpoints
{
    private const int MaxBatch = 100;

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/users").RequireAuthorization().RequireCors(BrowserApps.Policy);
        group.AddEndpointFilter<CallerGate>();
        group.MapPost("/store", Store);
        group.MapGet("/current", Current).WithMetadata(new CurrentUserShortcut.Mark()).Produces<User>();
        group.MapLive();
        group.MapGet("/{id}", Profile);
        group.MapGet("/", Profiles);
    }

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Store(
        Caller caller, CallerUser self, Users users, CancellationToken cancellationToken)
    {
        // An actor may hold a token with claims of its own making, so they are not stored.
        if (caller.Actor is not null)
            return self.User is { } stored ? TypedResults.Ok(stored) : NotStored();
        return await caller.Store(users).WaitAsync(cancellationToken) switch
        {
            { User.Banned: true } => Problem.UserBanned(),
            { User: { } user } => TypedResults.Ok(user),
            { NotOwner: true } => OtherIssuer(),
            _ => Problem.UserDeleted(),
        };
    }

    private static async Task<IResult> Current(
        Caller caller, CallerUser self, HttpContext context, CurrentUserJson json, LiveUsers live, Users users, TimeProvider clock)
    {
        if (!LiveWait.TryRead(context.Request.Query, out var wait))
            return Problem.Of(StatusCodes.Status400BadRequest, LiveWait.Refusal);
        if (self.User is { } found)
            return json.Of(found);
        if (wait is not { } time)
            return NotStored();
        if (!LiveEndpoints.HoldOpen(context, live))
            return LiveEndpoints.Full(context);
        using var following = await LiveCaller.Follow(caller, live, users, clock, context);
        return await following.WaitForUser(time, live, clock, context.RequestAborted) switch
        {
            { Banned: true } => Problem.UserBanned(),
            { } user => json.Of(user),
            null => live.Stopping.IsCancellationRequested ? Unavailable.Answer(context) : NotStored(),
        };
    }

    public static ProblemHttpResult NotStored() =>
        Problem.Of(StatusCodes.Status404NotFound, "This user is not stored, or not yet: the provider's webhook may still be on its way.");

    public static ProblemHttpResult OtherIssuer() => Problem.Of(
        StatusCodes.Status409Conflict,
        "A user with the id of this token identifier was stored by another issuer. "
        + "If the provider's issuer has changed, add the former one to AlsoIssuers.");

    public static ProblemHttpResult TooManyIds() =>
        Problem.Of(StatusCodes.Status400BadRequest, $"Ask for at most {MaxBatch} users at once.");

    private static async Task<Results<Ok<PublicProfile>, ProblemHttpResult>> Profile(
        HttpContext context, Users users, CancellationToken cancellationToken)
    {
        var id = context.PathSegment(2);
        return ExternalId.IsUsable(id) && await users.Find(id).AsTask().WaitAsync(cancellationToken) is { } user
            ? TypedResults.Ok(PublicProfile.Of(user))
            : Problem.NoUser();
    }

    private static async Task<Results<Ok<PublicProfile?[]>, ProblemHttpResult>> Profiles(
        string[] id, Users users, CancellationToken cancellationToken)
    {
        if (id.Length > MaxBatch)
            return TooManyIds();
        var found = await users.FindMany(id, cancellationToken).WaitAsync(cancellationToken);
        return TypedResults.Ok(Array.ConvertAll(found, user => user is null ? null : PublicProfile.Of(user)));
    }
}
