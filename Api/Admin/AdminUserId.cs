using Microsoft.AspNetCore.Http.HttpResults;

namespace OrleansUsers.Api;

/// <summary>Reads which user a call below <c>/admin</c> is about: <c>/admin/users/{id}</c>, or <c>/admin/user?id=…</c>.</summary>
internal static class AdminUserId
{
    /// <summary>The name of the route value and of the query parameter.</summary>
    public const string Key = "id";

    /// <summary>Returns the id as the operator wrote it. It may be unusable.</summary>
    public static string Read(HttpContext context) =>
        context.Request.RouteValues.ContainsKey(Key) ? context.PathSegment(3) : InQuery(context) ?? "";

    /// <summary>Answers 400 unless the query names one user.</summary>
    public static ValueTask<object?> RequireInQuery(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        InQuery(call.HttpContext) is null
            ? ValueTask.FromResult<object?>(NotNamed())
            : next(call);

    public static ProblemHttpResult NotNamed() => Problem.Of(StatusCodes.Status400BadRequest, "Name the user once in the query: ?id=…");

    private static string? InQuery(HttpContext context) => context.Request.Query[Key] is [{ } id] ? id : null;
}
