using Microsoft.AspNetCore.Http.Features;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The caller's user as it was when the call began; null when it is not stored.</summary>
internal sealed record CallerUser(User? User)
{
    /// <summary>Hands it to an endpoint, which has to be behind <see cref="CallerGate"/>.</summary>
    public static ValueTask<CallerUser?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<CallerUser>());
}

/// <summary>Looks up the caller's user before the endpoint does its work, refuses users who are banned, and logs who acts as somebody else.</summary>
/// <remarks>A token stays good until it expires, also after a ban: only the stored user tells.</remarks>
internal sealed partial class CallerGate(IGrainFactory grains, ResidentUsers residents, ILogger<CallerGate> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var caller = context.Features.GetRequiredFeature<Caller>();
        var user = await caller.Find(grains, residents).WaitAsync(context.RequestAborted);
        if (caller.Actor is { } actor)
            ActsAs(logger, actor, user?.Id ?? caller.ExternalId, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        if (user is { Banned: true })
            return Problem.UserBanned();
        context.Features.Set(new CallerUser(user));
        return await next(call);
    }

    [LoggerMessage(LogLevel.Information, "{Actor} acts as user {UserId}: {Method} {Route}")]
    private static partial void ActsAs(ILogger logger, string actor, string userId, string method, string? route);
}
