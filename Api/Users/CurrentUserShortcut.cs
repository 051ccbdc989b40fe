using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Answers <c>GET /users/current</c> right after routing and CORS when the token was validated before and the user is in the memory of this
/// process or of its home. The rest of the pipeline would give the same answer.
/// </summary>
internal sealed class CurrentUserShortcut(
    ValidatedTokenCache tokens, Users users, CurrentUserJson json, ConcurrentRequests requests, TimeProvider clock)
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

    private Task Answer(HttpContext context, RequestDelegate next)
    {
        if (!IsMarked(context) || FindCaller(context) is not { } caller)
            return next(context);
        var finding = users.FindInMemory(caller.ExternalId, _render);
        // Nothing waits for a user who is here, so neither a deadline nor a permit is needed.
        return finding.IsCompletedSuccessfully
            ? Answer(context, next, caller, finding.Result)
            : AnswerLater(context, next, caller, finding.AsTask());
    }

    private async Task AnswerLater(HttpContext context, RequestDelegate next, Caller caller, Task<RenderedUser?> finding)
    {
        RenderedUser? found = null;
        using (var permit = requests.Acquire())
        {
            if (permit.IsAcquired)
                found = await finding.WaitAsync(UsersApi.RequestTimeout, clock);
        }
        await Answer(context, next, caller, found);
    }

    private static Task Answer(HttpContext context, RequestDelegate next, Caller caller, RenderedUser? found) =>
        found is not null && caller.IsOwn(found.User) && !found.User.Banned
            ? CurrentUserJson.Write(context, found.Bytes)
            : next(context);

    private static bool IsMarked(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Mark>() is not null && !context.Request.QueryString.HasValue;

    /// <summary>Who sends the request; null when it needs the whole pipeline.</summary>
    private Caller? FindCaller(HttpContext context)
    {
        var token = UnvalidatedToken.TextOf(context);
        // The endpoint's filter, which the short cut passes by, logs who acts as the user.
        return !token.IsEmpty && tokens.Find(token) is { Actor: null } caller ? caller : null;
    }

    /// <summary>Marks the endpoint that the short cut answers for.</summary>
    internal sealed class Mark;
}
