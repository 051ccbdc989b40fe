using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace OrleansUsers.Api;

/// <summary>Takes the webhooks of providers: verify, apply, answer once it is durable.</summary>
internal static partial class WebhookEndpoints
{
    private const int MaxBodyBytes = 1024 * 1024;

    public static void MapWebhooks(this IEndpointRouteBuilder routes, ProviderSet providers)
    {
        foreach (var provider in providers.All.Where(provider => provider.Secrets is not null))
        {
            Map($"/webhooks/{provider.Name}", provider);
            if (provider.Name == Provider.Clerk)
                Map("/clerk-users-webhook", provider);
        }

        void Map(string path, Provider provider) =>
            routes.MapPost(path, (HttpContext context, Directories directories, LargeBodies bodies, WebhookMetrics metrics, ILogger<DirectoryEvent> logger) =>
                    Receive(context, provider, directories, bodies, metrics, logger))
                .IsWebhook()
                // Kestrel counts what frames the chunks of a body, too: it only stops what is far too large.
                .WithMetadata(new RequestSizeLimitAttribute(2 * MaxBodyBytes));
    }

    private static async Task<Results<Ok, ProblemHttpResult>> Receive(
        HttpContext context, Provider provider, Directories directories, LargeBodies bodies, WebhookMetrics metrics, ILogger<DirectoryEvent> logger)
    {
        var cancellation = context.RequestAborted;
        DirectoryEvent? received;
        try
        {
            received = await RawBody.Read(context.Request.BodyReader, MaxBodyBytes, bodies, body =>
            {
                provider.Secrets!.Verify(body.Span, context.Request.Headers);
                return DirectoryEvent.Read(body.Span, provider.Kind);
            }, cancellation);
        }
        catch (WebhookVerificationException refused)
        {
            Refused(logger, provider.Name, refused.Message);
            metrics.Count("refused");
            return Problem.Of(StatusCodes.Status400BadRequest, "The webhook was not verified: check the signing secret, the clock and that the body is sent on unchanged.");
        }

        var outcome = received is null ? EventOutcome.Unreadable : await directories.Apply(provider, received).WaitAsync(cancellation);
        if (outcome == EventOutcome.Unreadable)
        {
            Unreadable(logger, Delivery(context));
            metrics.Count("unreadable");
            // It will be no more readable the next time.
            context.Response.Headers["webhook-delivery"] = "abort-message";
            return Problem.Of(StatusCodes.Status400BadRequest, "The webhook is signed well, but it is no event: JSON with a type, and for user events a data.id.");
        }

        if (outcome == EventOutcome.Ignored)
            Ignored(logger, received!.Type, Delivery(context));
        metrics.Count(outcome.ToString().ToLowerInvariant(), received!.Type);
        return TypedResults.Ok();
    }

    private static string Delivery(HttpContext context) =>
        context.Request.Headers["svix-id"].FirstOrDefault() ?? context.Request.Headers["webhook-id"].ToString();

    [LoggerMessage(LogLevel.Warning, "A webhook of {Provider} was refused: {Reason}")]
    private static partial void Refused(ILogger logger, string provider, string reason);

    [LoggerMessage(LogLevel.Warning, "Delivery {Delivery} is signed well but is no event; its sender was told not to send it again")]
    private static partial void Unreadable(ILogger logger, string delivery);

    [LoggerMessage(LogLevel.Information, "An event of type {Type} was ignored (delivery {Delivery})")]
    private static partial void Ignored(ILogger logger, string type, string delivery);
}
