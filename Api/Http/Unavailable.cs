using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Answers 503 with <c>Retry-After</c> when something behind the front end fails.</summary>
/// <remarks>
/// 503 is right for a fault of any kind. A client can safely repeat a call, except that a message may be sent twice. A sender of webhooks
/// repeats each delivery that was not answered 2xx.
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
        if (exception is BadHttpRequestException badRequest)
        {
            var answer = badRequest.StatusCode == StatusCodes.Status503ServiceUnavailable
                ? Answer(context)
                : Problem.Of(badRequest.StatusCode);
            await answer.ExecuteAsync(context);
            return true;
        }

        if (exception is IssuerUnavailableException unavailable)
        {
            if (warnings.ShouldLog(unavailable.Issuer, "keys", out var suppressed))
                KeysUnavailable(logger, exception.Message, suppressed);
        }
        else if (exception is MembershipLeaseException lost)
        {
            if (warnings.ShouldLog("lease", "lease", out var suppressed))
                NoMember(logger, lost.Message, suppressed);
        }
        else
            Failed(logger, exception, context.Request.Method, context.Request.Path);
        await Answer(context).ExecuteAsync(context);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The tokens of an issuer cannot be validated; calls with them are answered 503. {Reason} "
        + "Check that this machine can reach the issuer. Such lines suppressed since the last one: {Suppressed}.")]
    private static partial void KeysUnavailable(ILogger logger, string reason, long suppressed);

    [LoggerMessage(LogLevel.Warning, "Calls are answered 503. {Reason} Such lines suppressed since the last one: {Suppressed}.")]
    private static partial void NoMember(ILogger logger, string reason, long suppressed);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} was answered 503")]
    private static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
}
