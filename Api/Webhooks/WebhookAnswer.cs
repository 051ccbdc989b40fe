using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

/// <summary>How a webhook is answered.</summary>
internal enum WebhookAnswer
{
    /// <summary>It is stored, or there is nothing to do.</summary>
    Taken,

    /// <summary>No configured secret has signed it.</summary>
    NotSigned,

    /// <summary>It does not come with a configured token.</summary>
    NoToken,

    /// <summary>It is from whom it should be, but no event.</summary>
    Unreadable,

    /// <summary>It is dated ahead of this machine's clock.</summary>
    Ahead,
}

/// <summary>Writes the answers that are not 200.</summary>
internal static class WebhookAnswers
{
    // A wrong clock is set right in minutes rather than in seconds.
    private const string RetryAheadAfterSeconds = "60";

    public static Task WriteTo(this WebhookAnswer answer, HttpContext context)
    {
        var headers = context.Response.Headers;
        switch (answer)
        {
            case WebhookAnswer.NoToken:
                headers.WWWAuthenticate = "Bearer";
                break;
            case WebhookAnswer.Unreadable:
                // It will be no more readable the next time.
                headers["webhook-delivery"] = "abort-message";
                break;
            case WebhookAnswer.Ahead:
                headers.RetryAfter = RetryAheadAfterSeconds;
                break;
        }
        return answer == WebhookAnswer.Taken ? Task.CompletedTask : ProblemOf(answer).ExecuteAsync(context);
    }

    private static ProblemHttpResult ProblemOf(WebhookAnswer answer) => answer switch
    {
        WebhookAnswer.NotSigned => Problem.Of(
            StatusCodes.Status400BadRequest,
            "The webhook was not verified: check the signing secret, the clock and that the body is sent on unchanged."),
        WebhookAnswer.NoToken => Problem.Of(
            StatusCodes.Status401Unauthorized,
            "The webhook was not accepted: send one of the configured webhook tokens as Authorization: Bearer, once."),
        WebhookAnswer.Ahead => Problem.Of(
            StatusCodes.Status503ServiceUnavailable,
            "The event is dated more than 10 minutes ahead of the clock here: check the clocks, then send it again."),
        _ => Problem.Of(
            StatusCodes.Status400BadRequest,
            "The sender is verified, but the body is not an event: expected JSON with a type and, for user events, the user's id in "
            + "data.id or data.object.user_id."),
    };
}
