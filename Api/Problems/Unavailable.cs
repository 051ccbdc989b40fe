using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;

namespace OrleansUsers.Api;

/// <summary>What a caller is told when something behind the front end fails: 503, and to come again.</summary>
/// <remarks>
/// Repeating a call is safe, save that a message may be sent twice; and a sender of webhooks repeats what was not answered 2xx. So that is
/// right for a fault of any kind.
/// </remarks>
internal sealed partial class Unavailable(SampledWarnings warnings, ILogger<Unavailable> logger) : IExceptionHandler
{
    public static RequestTimeoutPolicy After(TimeSpan timeout) =>
        new() { Timeout = timeout, WriteTimeoutResponse = context => Answer(context).ExecuteAsync(context) };

    public static ProblemHttpResult Answer(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problem.Of(StatusCodes.Status503ServiceUnavailable);
    }

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        SecurityHeaders.Set(context);
        if (exception is BadHttpRequestException refused)
        {
            var answer = refused.StatusCode == StatusCodes.Status503ServiceUnavailable ? Answer(context) : Problem.Of(refused.StatusCode);
            await answer.ExecuteAsync(context);
            return true;
        }

        if (exception is IssuerUnavailableException unknown)
        {
            if (warnings.ShouldTell(unknown.Issuer, "keys", out var leftOut))
                NoKeys(logger, exception.Message, leftOut);
        }
        else
            Failed(logger, exception, context.Request.Method, context.Request.Path);
        await Answer(context).ExecuteAsync(context);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Nobody can sign in there: {Reason} {LeftOut} more since the last such line.")]
    private static partial void NoKeys(ILogger logger, string reason, long leftOut);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} was answered 503")]
    private static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
}
