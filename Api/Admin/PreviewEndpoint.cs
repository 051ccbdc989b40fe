using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace OrleansUsers.Api;

/// <summary>What an event would do.</summary>
/// <param name="UserId">The external id of the user that it would change; null where it is about none.</param>
/// <param name="Outcome"><c>stored</c>, <c>unchanged</c>, <c>ignored</c>, or <c>failed</c> for one that is dated too far ahead.</param>
/// <param name="Reason">Why it would be ignored or fail, as in the list of deliveries.</param>
/// <param name="Before">The user as stored; null when it is not stored, or deleted.</param>
/// <param name="After">The user as it would be stored.</param>
/// <param name="Changed">The names of the fields that a reader would see changed.</param>
internal sealed record PreviewAnswer(
    string? UserId, string Outcome, string? Reason, User? Before, User? After, IReadOnlyList<string> Changed);

/// <summary><c>POST /admin/webhooks/preview</c>: tells what an event would do, without storing it.</summary>
internal static class PreviewEndpoint
{
    private const int MaxBodyBytes = 1024 * 1024;

    public static void MapPreview(this RouteGroupBuilder admin) =>
        admin.MapPost("/webhooks/preview", Preview).WithMetadata(new RequestSizeLimitAttribute(2 * MaxBodyBytes));

    private static async Task<Results<Ok<PreviewAnswer>, ProblemHttpResult>> Preview(
        HttpContext context,
        string? provider,
        ProviderSet providers,
        ProviderEvents events,
        LargeBodies large,
        CurrentUserJson json,
        CancellationToken cancellationToken)
    {
        if (providers.Find(provider) is not { } sender)
            return Problem.UnknownProvider();
        var received = await RawBody.Read(
            context, MaxBodyBytes, UsersApi.RequestTimeout, large, body => ProviderEvent.Read(body.Span, sender.Kind));
        if (received is null)
            return NoEvent();
        var (result, preview) = await events.Preview(sender, received).WaitAsync(cancellationToken);
        return result.Outcome == WebhookOutcome.Unreadable
            ? NoEvent()
            : TypedResults.Ok(new PreviewAnswer(
                result.UserId,
                WebhookDelivery.WordOf(result.Outcome),
                result.Outcome == WebhookOutcome.Ahead ? WebhookFailure.Ahead : result.Reason,
                preview?.Before,
                preview?.After,
                json.Difference(preview?.Before, preview?.After)));
    }

    public static ProblemHttpResult NoEvent() => Problem.Of(
        StatusCodes.Status400BadRequest,
        "The body is not an event: expected JSON with a type and, for user events, the user's id in data.id or data.object.user_id.");
}
