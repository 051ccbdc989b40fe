using Microsoft.Extensions.Primitives;

namespace OrleansUsers.Api;

/// <summary>
/// Headers that keep browsers from doing more with an answer than it is for. Pages that need more than nothing say so themselves.
/// </summary>
internal static class SecurityHeaders
{
    private static readonly StringValues NoSniffing = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Nothing = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues OneYear = "max-age=31536000";

    /// <summary>Has to be outermost. Whoever clears an answer has to set them again.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        Set(context);
        return next(context);
    });

    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = NoSniffing;
        headers["Referrer-Policy"] = NoReferrer;
        // For what is loaded as a picture or a script: calls by CORS are not touched by it.
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        headers.ContentSecurityPolicy = Nothing;
        headers.CacheControl = NoStore;
        // A browser would keep it for every other server that a developer starts there.
        if (context.Request.IsHttps && context.Request.Host.Host != "localhost")
            headers.StrictTransportSecurity = OneYear;
    }
}
