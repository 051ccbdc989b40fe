namespace OrleansUsers.Api;

/// <summary>
/// Leaves a record in the log of each call of <c>/admin</c> that changes something: who, what, which user, and what came of it. No personal
/// data.
/// </summary>
internal sealed partial class AdminAudit(ILoggerFactory logs) : IEndpointFilter
{
    private const string Category = "OrleansUsers.Audit";

    private readonly ILogger _log = logs.CreateLogger(Category);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var result = await next(call);
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var status = (result as IStatusCodeHttpResult ?? (result as INestedHttpResult)?.Result as IStatusCodeHttpResult)?.StatusCode;
        if (!HttpMethods.IsGet(context.Request.Method))
            Done(_log, context.User.Identity?.Name, context.Request.Method, pattern, context.PathSegment(3), status);
        return result;
    }

    [LoggerMessage(LogLevel.Information, "{Who} called {Method} {Route} for user {UserId}: {Status}")]
    private static partial void Done(ILogger log, string? who, string method, string? route, string userId, int? status);
}
