using Microsoft.AspNetCore.Http.HttpResults;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

internal sealed record TokenIdentifierRequest(string? TokenIdentifier);

/// <summary>
/// Links token identifiers to users. So several providers can lead to one user, and users can be moved from one provider to another.
/// </summary>
internal static class TokenIdentifierEndpoints
{
    public static void MapTokenIdentifiers(this RouteGroupBuilder routes)
    {
        routes.MapPost("/{id}/token-identifiers", Link);
        routes.MapDelete("/{id}/token-identifiers/{**tokenIdentifier:minlength(1)}", Unlink);
    }

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Link(
        TokenIdentifierRequest request, HttpContext context, ProviderSet providers, Users users, CancellationToken cancellationToken)
    {
        var (id, tokenIdentifier) = (context.PathSegment(3), request.TokenIdentifier);
        if (!TokenIdentifier.TrySplit(tokenIdentifier, out _, out _))
            return Problem.Of(
                StatusCodes.Status400BadRequest, "A token identifier is the issuer, a | and the subject, as the tokens have them.");
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();

        var outcome = await users.Link(id, tokenIdentifier!, providers.ExternalIdOf(tokenIdentifier!)).WaitAsync(cancellationToken);
        return outcome switch
        {
            LinkOutcome.Linked when await users.Find(id).AsTask().WaitAsync(cancellationToken) is { } user => TypedResults.Ok(user),
            LinkOutcome.HasOwnUser => Problem.Of(
                StatusCodes.Status409Conflict, "That token identifier already has a user of its own, stored or deleted."),
            LinkOutcome.Taken => Problem.Of(
                StatusCodes.Status409Conflict, "Another user holds that token identifier. Unlink it there first."),
            LinkOutcome.NoUser => Problem.NoUser(),
            _ => Problem.UserDeleted(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Unlink(
        HttpContext context, Users users, CancellationToken cancellationToken)
    {
        var (id, tokenIdentifier) = (context.PathSegment(3), context.PathSegment(5, toEnd: true));
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        return await users.Unlink(id, tokenIdentifier).WaitAsync(cancellationToken) switch
        {
            UnlinkOutcome.Unlinked => TypedResults.NoContent(),
            UnlinkOutcome.Own => Problem.Of(
                StatusCodes.Status409Conflict, "That token identifier is the user's own and cannot be unlinked."),
            _ => Problem.Of(StatusCodes.Status404NotFound, "This user has no such token identifier."),
        };
    }
}
