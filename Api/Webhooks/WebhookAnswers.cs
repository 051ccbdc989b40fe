using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

/// <summary>How a webhook is answered: 200 when it is stored or has no effect, else a problem that tells the sender what to do.</summary>
internal static class WebhookAnswers
{
    // A wrong clock is corrected in minutes rather than in seconds.
    private const string RetryAheadAfterSeconds = "60";

    public static Task WriteTo(this WebhookOutcome outcome, HttpContext context)
    {
        var headers = context.Response.Headers;
        switch (outcome)
        {
            case WebhookOutcome.NoToken:
                headers.WWWAuthenticate = "Bearer";
                break;
            case WebhookOutcome.Unreadable:
                // Sending it again does not make it readable.
                headers["webhook-delivery"] = "abort-message";
                break;
            case WebhookOutcome.Ahead:
                headers.RetryAfter = RetryAheadAfterSeconds;
                break;
        }
        return ProblemOf(outcome)?.ExecuteAsync(context) ?? Task.CompletedTask;
    }

    public static ProblemHttpResult? ProblemOf(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.NotSigned => Problem.Of(
            StatusCodes.Status400BadRequest,
            "The webhook was not verified: check the signing secret, the clock, and that the body is forwarded unchanged."),
        WebhookOutcome.NoToken => Problem.Of(
            StatusCodes.Status401Unauthorized,
            "The webhook was not accepted: send one of the configured webhook tokens as Authorization: Bearer, once."),
        WebhookOutcome.Ahead => Problem.Of(
            StatusCodes.Status503ServiceUnavailable,
            "The event is dated more than 10 minutes ahead of the clock of this machine: check the clocks, then send it again."),
        WebhookOutcome.Unreadable => Problem.Of(
            StatusCodes.Status400BadRequest,
            "The sender is verified, but the body is not an event: expected JSON with a type and, for user events, the user's id in "
            + "data.id or data.object.user_id."),
        _ => null,
    };
}
