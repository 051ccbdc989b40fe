using Microsoft.Extensions.Primitives;

namespace OrleansUsers.Api;

/// <summary>
/// Sets headers that restrict what browsers do with an answer. Pages that need more set their own <c>Content-Security-Policy</c>.
/// </summary>
internal static class SecurityHeaders
{
    private static readonly StringValues NoSniffing = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Nothing = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues OneYear = "max-age=31536000";

    /// <summary>Must be the first middleware. Code that clears a response must call <see cref="Set"/> again.</summary>
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
        // Applies to resources that a page loads as images or scripts. It does not affect CORS calls.
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        headers.ContentSecurityPolicy = Nothing;
        headers.CacheControl = NoStore;
        // Not for localhost: the browser would apply it to every other server that a developer starts there.
        if (context.Request.IsHttps && context.Request.Host.Host != "localhost")
            headers.StrictTransportSecurity = OneYear;
    }
}
