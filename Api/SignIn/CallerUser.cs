using Microsoft.AspNetCore.Http.Features;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The caller's user as it was when the call began; null when it is not stored. It is read once per call.</summary>
internal sealed record CallerUser(User? User)
{
    /// <summary>Passes it to an endpoint, which must require a token.</summary>
    public static async ValueTask<CallerUser?> BindAsync(HttpContext context) => await Of(context);

    public static async ValueTask<CallerUser> Of(HttpContext context)
    {
        if (context.Features.Get<CallerUser>() is { } known)
            return known;
        var finding = context.Features.GetRequiredFeature<Caller>().Find(context.RequestServices.GetRequiredService<Users>());
        var found = new CallerUser(await finding.WaitAsync(context.RequestAborted));
        context.Features.Set(found);
        return found;
    }
}

/// <summary>Refuses callers whose user is banned, and logs actors.</summary>
/// <remarks>A token stays valid until it expires, also after a ban. Only the stored user shows the ban.</remarks>
internal sealed partial class CallerGate(ILogger<CallerGate> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var (caller, self) = (context.Features.GetRequiredFeature<Caller>(), await CallerUser.Of(context));
        if (caller.Actor is { } actor)
            ActsAs(
                logger,
                actor,
                self.User?.Id ?? caller.ExternalId,
                context.Request.Method,
                (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        return self.User is { Banned: true } ? Problem.UserBanned() : await next(call);
    }

    [LoggerMessage(LogLevel.Information, "{Actor} acts as user {UserId}: {Method} {Route}")]
    private static partial void ActsAs(ILogger logger, string actor, string userId, string method, string? route);
}
