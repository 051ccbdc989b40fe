using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Answers <c>GET /users/current</c> right after routing and CORS when the token was validated before and the user is in this process. The
/// rest of the pipeline would end in the same answer: nothing waits, so no deadline and no share of the concurrent requests is needed.
/// </summary>
internal sealed class CurrentUserShortcut(ValidatedTokenCache tokens, Users users, CurrentUserJson json)
{
    private readonly Func<User, byte[]> _render = json.Render;

    /// <summary>
    /// Has to come after routing and CORS. Where each caller's requests are limited it is not used, since it would not count them.
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

    /// <summary>The caller's user; null when the caller has to go the whole way.</summary>
    private RenderedUser? Find(HttpContext context)
    {
        var token = UnvalidatedToken.TextOf(context);
        if (token.IsEmpty || tokens.Find(token) is not { } caller)
            return null;
        // Whoever acts as somebody else is logged, by an endpoint filter.
        if (caller.Actor is not null || users.FindLocal(caller.ExternalId, _render) is not { } rendered)
            return null;
        return caller.IsOwn(rendered.User) && !rendered.User.Banned ? rendered : null;
    }

    /// <summary>Marks the endpoint that it answers for.</summary>
    internal sealed class Mark;
}
