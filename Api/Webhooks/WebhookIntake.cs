using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

/// <summary>Takes a provider's webhook once its body is there: verify, apply, answer once it is durable.</summary>
internal sealed partial class WebhookIntake(Directories directories, WebhookMetrics metrics, ILogger<WebhookIntake> logger)
{
    /// <summary>A webhook as far as its bytes tell: its event, or why there is none.</summary>
    internal readonly record struct Reading(DirectoryEvent? Event, ProblemHttpResult? Refusal);

    public Reading Read(HttpContext context, Provider provider, ReadOnlySpan<byte> body)
    {
        try
        {
            provider.Secrets!.Verify(body, context.Request.Headers);
        }
        catch (WebhookVerificationException refused)
        {
            Refused(logger, provider.Name, refused.Message);
            metrics.Count("refused");
            return new(null, Problem.Of(StatusCodes.Status400BadRequest, "The webhook was not verified: check the signing secret, the clock and that the body is sent on unchanged."));
        }
        return DirectoryEvent.Read(body, provider.Kind) is { } received ? new(received, null) : new(null, Unreadable(context));
    }

    /// <summary>Applies the event; what to answer when that is not 200.</summary>
    public async Task<ProblemHttpResult?> Apply(HttpContext context, Provider provider, DirectoryEvent received)
    {
        var outcome = await directories.Apply(provider, received);
        if (outcome == EventOutcome.Unreadable)
            return Unreadable(context);

        if (outcome == EventOutcome.Ignored)
            Ignored(logger, received.Type, Delivery(context));
        metrics.Count(outcome, received.Type);
        return null;
    }

    private ProblemHttpResult Unreadable(HttpContext context)
    {
        Unreadable(logger, Delivery(context));
        metrics.Count("unreadable");
        // It will be no more readable the next time.
        context.Response.Headers["webhook-delivery"] = "abort-message";
        return Problem.Of(StatusCodes.Status400BadRequest, "The webhook is signed well, but it is no event: JSON with a type, and for user events a data.id.");
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
