using Microsoft.AspNetCore.Http.Features;

namespace OrleansUsers.Api;

/// <summary>Reads ids from the path as the client wrote it.</summary>
internal static class RawPath
{
    /// <summary>
    /// Returns a segment of the path below <c>PathBase</c>; the first has the number 1. With <paramref name="toEnd"/>, returns everything
    /// from this segment on.
    /// </summary>
    /// <remarks>
    /// Routing does not decode %2F, so it gives <c>a/b</c> and <c>a%2Fb</c> as the same id. Only the raw target shows the difference.
    /// </remarks>
    public static string PathSegment(this HttpContext context, int number, bool toEnd = false)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        // A request that was sent through a proxy may have an absolute target: http://host/path (RFC 9112, section 3.2.2).
        var path = target.StartsWith('/') ? target : target[target.IndexOf('/', target.IndexOf("://", StringComparison.Ordinal) + 3)..];
        // The raw target still has PathBase, perhaps with other characters percent-encoded. The number of slashes is the same in every
        // encoding.
        var index = number + context.Request.PathBase.Value.AsSpan().Count('/');
        var segments = path.Split('/', toEnd ? index + 1 : int.MaxValue);
        return Uri.UnescapeDataString(segments[index]);
    }
}
