using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace OrleansUsers.Api;

/// <summary>Takes Clerk's webhook: verify, apply, answer once it is durable.</summary>
internal static partial class ClerkWebhook
{
    private const int MaxBodyBytes = 1024 * 1024;

    public static void MapClerkWebhook(this IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/clerk-users-webhook", "/webhooks/clerk" })
        {
            // Kestrel counts what frames the chunks of a body, too: it only stops what is far too large.
            routes.MapPost(path, Receive).WithMetadata(new RequestSizeLimitAttribute(2 * MaxBodyBytes));
        }
    }

    private static async Task<Results<Ok, ProblemHttpResult>> Receive(
        HttpContext context, ClerkSettings clerk, IGrainFactory grains, TimeProvider clock, WebhookMetrics metrics, ILogger<ClerkEvent> logger)
    {
        var cancellation = context.RequestAborted;
        ClerkEvent? received;
        try
        {
            received = await RawBody.Read(context.Request.BodyReader, MaxBodyBytes, body =>
            {
                clerk.Secrets.Verify(body.Span, context.Request.Headers);
                return ClerkEvent.Read(body.Span);
            }, cancellation);
        }
        catch (WebhookVerificationException refused)
        {
            Refused(logger, refused.Message);
            metrics.Count("refused");
            return Problem.Of(StatusCodes.Status400BadRequest, "The webhook was not verified: check the signing secret, the clock and that the body is sent on unchanged.");
        }

        if (received is null)
        {
            Unreadable(logger, Delivery(context));
            metrics.Count("unreadable");
            // It will be no more readable the next time.
            context.Response.Headers["webhook-delivery"] = "abort-message";
            return Problem.Of(StatusCodes.Status400BadRequest, "The webhook is signed well, but it is no event: JSON with a type, and for user events a data.id.");
        }

        var outcome = await Apply(received, clerk.Issuer, grains, clock).WaitAsync(cancellation);
        if (outcome == "ignored")
            Ignored(logger, received.Type, Delivery(context));
        metrics.Count(outcome, received.Type);
        return TypedResults.Ok();
    }

    private static async Task<string> Apply(ClerkEvent received, string issuer, IGrainFactory grains, TimeProvider clock)
    {
        switch (received.Type)
        {
            case "user.created" or "user.updated":
                return await grains.GetUser(received.Data.Id!).Upsert(received.Data.Snapshot(issuer, received.SentAt)) ? "applied" : "unchanged";
            case "user.deleted":
                return await grains.GetUser(received.Data.Id!).Delete(received.SentAt ?? clock.GetUtcNow()) ? "applied" : "unchanged";
            default:
                return "ignored";
        }
    }

    private static string Delivery(HttpContext context) =>
        context.Request.Headers["svix-id"].FirstOrDefault() ?? context.Request.Headers["webhook-id"].ToString();

    [LoggerMessage(LogLevel.Warning, "A webhook was refused: {Reason}")]
    private static partial void Refused(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "Delivery {Delivery} is signed well but is no event; its sender was told not to send it again")]
    private static partial void Unreadable(ILogger logger, string delivery);

    [LoggerMessage(LogLevel.Information, "An event of type {Type} was ignored (delivery {Delivery})")]
    private static partial void Ignored(ILogger logger, string type, string delivery);
}
