using Microsoft.AspNetCore.Http.Features;

namespace OrleansUsers.Api;

/// <summary>Reads ids from the path as the client wrote it.</summary>
internal static class RawPath
{
    public const string DotSegments = "Write the path without . and .. segments. An id that is . or .. goes into the query: ?id=…";

    /// <summary>Answers 400 to a path with a <c>.</c> or <c>..</c> segment. Must come before the first use of the path.</summary>
    /// <remarks>
    /// The web server removes such segments before routing, but the raw target still has them: a segment would be read in the place of
    /// another one.
    /// </remarks>
    public static void UsePathsWithoutDotSegments(this IApplicationBuilder app) => app.Use(static (context, next) =>
        HasDotSegment(PathOf(context))
            ? Problem.Of(StatusCodes.Status400BadRequest, DotSegments).ExecuteAsync(context)
            : next(context));

    /// <summary>
    /// Returns a segment of the path below <c>PathBase</c>; the first has the number 1. With <paramref name="toEnd"/>, returns everything
    /// from this segment on.
    /// </summary>
    /// <remarks>
    /// Routing does not decode %2F, so it gives <c>a/b</c> and <c>a%2Fb</c> as the same id. Only the raw target shows the difference.
    /// </remarks>
    public static string PathSegment(this HttpContext context, int number, bool toEnd = false)
    {
        // The raw target still has PathBase, perhaps with other characters percent-encoded. The number of slashes is the same in every
        // encoding.
        var index = number + context.Request.PathBase.Value.AsSpan().Count('/');
        var segments = PathOf(context).ToString().Split('/', toEnd ? index + 1 : int.MaxValue);
        return Uri.UnescapeDataString(segments[index]);
    }

    // Empty when the target has no path: OPTIONS * and CONNECT host.
    private static ReadOnlySpan<char> PathOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (target.IndexOf('?') is >= 0 and var query)
            target = target[..query];
        if (target.StartsWith('/'))
            return target;
        // A request that was sent through a proxy may have an absolute target: http://host/path (RFC 9112, section 3.2.2).
        var host = target.IndexOf("://");
        if (host < 0)
            return [];
        var afterScheme = target[(host + 3)..];
        return afterScheme.IndexOf('/') is >= 0 and var path ? afterScheme[path..] : [];
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        if (path.IndexOf("/.") < 0 && path.IndexOf("/%2e", StringComparison.OrdinalIgnoreCase) < 0)
            return false;
        foreach (var segment in path.Split('/'))
        {
            if (Uri.UnescapeDataString(path[segment]) is "." or "..")
                return true;
        }
        return false;
    }
}
