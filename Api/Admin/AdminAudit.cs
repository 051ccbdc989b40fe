namespace OrleansUsers.Api;

/// <summary>
/// Writes an audit record to the log for each call of <c>/admin</c> that changes something: who, what, which user and the outcome. It has
/// no personal data.
/// </summary>
internal sealed partial class AdminAudit(ILoggerFactory logs) : IEndpointFilter
{
    private const string Category = "OrleansUsers.Audit";

    private readonly ILogger _log = logs.CreateLogger(Category);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        if (HttpMethods.IsGet(context.Request.Method))
            return await next(call);
        try
        {
            var result = await next(call);
            var answer = (result as INestedHttpResult)?.Result ?? result;
            Log(context, $"{(answer as IStatusCodeHttpResult)?.StatusCode}");
            return result;
        }
        catch
        {
            // The store may have made the change although the call failed.
            Log(context, "failed");
            throw;
        }
    }

    private void Log(HttpContext context, string outcome)
    {
        // The route of a group itself ends in a slash.
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/');
        var id = AdminUserId.Read(context);
        var user = id.Length == 0 ? "(none)" : ExternalId.IsUsable(id) ? id : "(unusable)";
        Done(_log, context.User.Identity?.Name, context.Request.Method, route, user, outcome);
    }

    [LoggerMessage(LogLevel.Information, "{Who} called {Method} {Route} for user {UserId}: {Outcome}")]
    private static partial void Done(ILogger log, string? who, string method, string? route, string userId, string outcome);
}
