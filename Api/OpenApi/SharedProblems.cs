using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>The errors that calls of one kind have in common.</summary>
internal static class SharedProblems
{
    public static readonly IReadOnlyList<ProblemDoc> Limits =
    [
        new("concurrentRequests", Problem.Of(StatusCodes.Status429TooManyRequests, RequestLimits.TooManyConcurrent)),
        new("requestsPerSecond", Problem.Of(StatusCodes.Status429TooManyRequests, RequestLimits.TooManyPerSecond)),
        Unavailable,
    ];

    public static ProblemDoc Unavailable => new("unavailable", Problem.Of(StatusCodes.Status503ServiceUnavailable));

    public static IEnumerable<ProblemDoc> Of(CallDoc doc, bool isAdmin)
    {
        if (doc.Parameters.Any(parameter => parameter.In == ParameterLocation.Path))
            yield return new("dotSegment", Problem.Of(StatusCodes.Status400BadRequest, RawPath.DotSegments));
        if (doc.Body is not null)
        {
            yield return new("unreadable", Problem.Of(StatusCodes.Status400BadRequest));
            yield return new("tooLarge", Problem.Of(StatusCodes.Status413PayloadTooLarge));
            yield return new("notJson", Problem.Of(StatusCodes.Status415UnsupportedMediaType));
        }
        if (isAdmin)
        {
            yield return new("noKey", Problem.Of(StatusCodes.Status401Unauthorized, OperatorAuthenticationHandler.KeyInHeader));
            yield return new("noKeySet", Problem.Of(StatusCodes.Status404NotFound));
        }
        else
        {
            yield return new("noToken", Problem.Of(StatusCodes.Status401Unauthorized));
            yield return new("banned", Problem.UserBanned());
        }
        foreach (var limit in Limits)
            yield return limit;
    }
}
