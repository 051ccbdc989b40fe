using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

internal sealed record TokenIdentifierRequest([property: Required] string? TokenIdentifier);

/// <summary>
/// Links token identifiers to users. So several providers can lead to one user, and users can be moved from one provider to another.
/// </summary>
internal static class TokenIdentifierEndpoints
{
    private const string Key = "tokenIdentifier";

    public static void MapTokenIdentifiers(this RouteGroupBuilder user)
    {
        user.MapPost("/token-identifiers", Link);
        // A token identifier has slashes, which some proxies merge in a path.
        user.MapDelete("/token-identifiers", UnlinkByQuery);
    }

    public static void MapTokenIdentifierPaths(this RouteGroupBuilder user) =>
        user.MapDelete($"/token-identifiers/{{**{Key}:minlength(1)}}", UnlinkByPath);

    private static async Task<Results<Ok<User>, ProblemHttpResult>> Link(
        TokenIdentifierRequest request, HttpContext context, ProviderSet providers, Users users, CancellationToken cancellationToken)
    {
        var (id, tokenIdentifier) = (AdminUserId.Read(context), request.TokenIdentifier);
        if (!TokenIdentifier.TrySplit(tokenIdentifier, out _, out _))
            return Malformed();
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();

        var outcome = await users.Link(id, tokenIdentifier!, providers.ExternalIdOf(tokenIdentifier!)).WaitAsync(cancellationToken);
        return outcome switch
        {
            LinkOutcome.Linked when await users.Find(id).AsTask().WaitAsync(cancellationToken) is { } user => TypedResults.Ok(user),
            LinkOutcome.HasOwnUser => HasOwnUser(),
            LinkOutcome.Taken => Taken(),
            LinkOutcome.NoUser => Problem.NoUser(),
            _ => Problem.UserDeleted(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnlinkByQuery(
        HttpContext context, Users users, CancellationToken cancellationToken) =>
        context.Request.Query[Key] is [{ } tokenIdentifier]
            ? await Unlink(AdminUserId.Read(context), tokenIdentifier, users, cancellationToken)
            : NotNamed();

    private static Task<Results<NoContent, ProblemHttpResult>> UnlinkByPath(
        HttpContext context, Users users, CancellationToken cancellationToken) =>
        Unlink(AdminUserId.Read(context), context.PathSegment(5, toEnd: true), users, cancellationToken);

    private static async Task<Results<NoContent, ProblemHttpResult>> Unlink(
        string id, string tokenIdentifier, Users users, CancellationToken cancellationToken)
    {
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        return await users.Unlink(id, tokenIdentifier).WaitAsync(cancellationToken) switch
        {
            UnlinkOutcome.Unlinked => TypedResults.NoContent(),
            UnlinkOutcome.Own => Own(),
            _ => NotHeld(),
        };
    }

    public static ProblemHttpResult Malformed() => Problem.Of(
        StatusCodes.Status400BadRequest, "A token identifier is the issuer, a | and the subject, as the tokens have them.");

    public static ProblemHttpResult NotNamed() =>
        Problem.Of(StatusCodes.Status400BadRequest, $"Name the token identifier once in the query: ?{Key}=…");

    public static ProblemHttpResult HasOwnUser() =>
        Problem.Of(StatusCodes.Status409Conflict, "That token identifier already has a user of its own, stored or deleted.");

    public static ProblemHttpResult Taken() =>
        Problem.Of(StatusCodes.Status409Conflict, "Another user holds that token identifier. Unlink it there first.");

    public static ProblemHttpResult Own() =>
        Problem.Of(StatusCodes.Status409Conflict, "That token identifier is the user's own and cannot be unlinked.");

    public static ProblemHttpResult NotHeld() =>
        Problem.Of(StatusCodes.Status404NotFound, "This user has no such token identifier.");
}
