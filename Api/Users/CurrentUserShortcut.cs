using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Answers <c>GET /users/current</c> right after routing and CORS when the token was validated before and the user is in this process. The
/// rest of the pipeline would give the same answer. Nothing waits here, so neither a deadline nor a permit is needed.
/// </summary>
internal sealed class CurrentUserShortcut(ValidatedTokenCache tokens, Users users, CurrentUserJson json)
{
    private readonly Func<User, byte[]> _render = json.Render;

    /// <summary>
    /// Must come after routing and CORS. It is not used when the requests of each caller are limited, because it would not count them.
    /// </summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetRequiredService<LimitSettings>().RequestsPerSecond is null)
            app.Use(ActivatorUtilities.CreateInstance<CurrentUserShortcut>(app.Services).Answer);
    }

    private Task Answer(HttpContext context, RequestDelegate next) =>
        IsMarked(context) && Find(context) is { } user ? CurrentUserJson.Write(context, user.Bytes) : next(context);

    private static bool IsMarked(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null && !context.Request.QueryString.HasValue;

    /// <summary>The caller's user; null when the request needs the whole pipeline.</summary>
    private RenderedUser? Find(HttpContext context)
    {
        var token = UnvalidatedToken.TextOf(context);
        if (token.IsEmpty || tokens.Find(token) is not { } caller)
            return null;
        // The endpoint's filter, which the short cut passes by, logs who acts as the user.
        if (caller.Actor is not null || users.FindLocal(caller.ExternalId, _render) is not { } rendered)
            return null;
        return caller.IsOwn(rendered.User) && !rendered.User.Banned ? rendered : null;
    }

    /// <summary>Marks the endpoint that the short cut answers for.</summary>
    internal sealed class Mark;
}
