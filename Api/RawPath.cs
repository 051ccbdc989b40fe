using Microsoft.AspNetCore.Http.Features;

namespace OrleansUsers.Api;

/// <summary>Reads ids from the path as the client wrote it.</summary>
internal static class RawPath
{
    /// <summary>A segment of the path below <c>PathBase</c>, the first being 1, or all from there to the end.</summary>
    /// <remarks>Routing leaves %2F as it is, so that <c>a/b</c> and <c>a%2Fb</c> would be one id: only the raw target tells.</remarks>
    public static string PathSegment(this HttpContext context, int number, bool toEnd = false)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        // What is sent through a proxy may begin with http://host (RFC 9112, section 3.2.2).
        var path = target.StartsWith('/') ? target : target[target.IndexOf('/', target.IndexOf("://", StringComparison.Ordinal) + 3)..];
        // The request came with the prefix PathBase, written in some way of its own. No way to write it changes the number of its slashes.
        var index = number + context.Request.PathBase.Value.AsSpan().Count('/');
        var segments = path.Split('/', toEnd ? index + 1 : int.MaxValue);
        return Uri.UnescapeDataString(segments[index]);
    }
}
