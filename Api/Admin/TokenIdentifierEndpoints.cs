using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

internal sealed record TokenIdentifierRequest(string? TokenIdentifier);

/// <summary>Links sign-ins to users, which is how several providers lead to one user, and how a user base is moved from one to another.</summary>
internal static class TokenIdentifierEndpoints
{
    public static void MapTokenIdentifiers(this RouteGroupBuilder users)
    {
        users.MapPost("/{id}/token-identifiers", Link);
        users.MapDelete("/{id}/token-identifiers/{**tokenIdentifier:minlength(1)}", Unlink);
    }

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Link(
        TokenIdentifierRequest request, HttpContext context, ProviderSet providers, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var (id, tokenIdentifier) = (context.PathSegment(3), request.TokenIdentifier);
        if (!TokenIdentifier.TrySplit(tokenIdentifier, out _, out _))
            return Problem.Of(StatusCodes.Status400BadRequest, "A token identifier is the issuer, a | and the subject, as the tokens have them.");
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();

        // A sign-in that made a user of its own, even a deleted one, would lead to two.
        var ownId = providers.ExternalIdOf(tokenIdentifier!);
        if (ownId is not null && ownId != id && await grains.GetUser(ownId).IsKnown().WaitAsync(cancellationToken))
            return Problem.Of(StatusCodes.Status409Conflict, "That sign-in has a user of its own.");

        var outcome = await grains.GetUser(id).Link(tokenIdentifier!).WaitAsync(cancellationToken);
        // Whoever is signed in by it and waits to be stored is stored now, as another user than the one that is watched.
        if (outcome == LinkOutcome.Linked && ownId is not null && ownId != id)
            await grains.GetUser(ownId).SignInMoved();
        return outcome switch
        {
            LinkOutcome.Linked when await grains.GetUser(id).Get().WaitAsync(cancellationToken) is { } user => TypedResults.Ok(user),
            LinkOutcome.Taken => Problem.Of(StatusCodes.Status409Conflict, "That sign-in is another user's."),
            LinkOutcome.NoUser => Problem.NoUser(),
            _ => Problem.UserDeleted(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Unlink(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var (id, tokenIdentifier) = (context.PathSegment(3), context.PathSegment(5, toEnd: true));
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        return await grains.GetUser(id).Unlink(tokenIdentifier).WaitAsync(cancellationToken) switch
        {
            UnlinkOutcome.Unlinked => TypedResults.NoContent(),
            UnlinkOutcome.Own => Problem.Of(StatusCodes.Status409Conflict, "That sign-in is the user's own and cannot be taken away."),
            _ => Problem.Of(StatusCodes.Status404NotFound, "This user has no such sign-in."),
        };
    }
}
