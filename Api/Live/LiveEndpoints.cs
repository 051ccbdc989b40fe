using System.Text.Json.Serialization.Metadata;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansUsers.Grains;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansUsers.Api;

/// <summary>The caller's user, live.</summary>
internal static class LiveEndpoints
{
    private const int RetryAfter = 10;

    public static void AddLiveUsers(this IServiceCollection services)
    {
        services.AddSingleton<LiveUsers>();
        services.AddHostedService<LiveRenewal>();
    }

    public static void MapLive(this RouteGroupBuilder users) => users.MapGet("/current/live", Live);

    private static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> Live(
        Caller caller,
        HttpContext context,
        LiveUsers live,
        Users users,
        IOptions<JsonOptions> json,
        TimeProvider clock)
    {
        if (!HoldOpen(context, live))
            return Full(context);
        var following = await LiveCaller.Follow(caller, live, users, clock, context);
        context.Response.RegisterForDispose(following);
        if (!Acquire(following.Streams, context))
            return Problem.TooMany(context, "This user has as many live streams as one user may have.", RetryAfter);

        // A client whose stream has just ended may come with the same token, which is still taken: it must not be sent away at once.
        var endsAt = caller.ExpiresAt > clock.GetUtcNow() ? caller.ExpiresAt : caller.ExpiresAt + SignInHosting.ClockSkew;
        context.Response.RegisterForDisposeAsync(new StreamTimeout(context, endsAt, clock, live.Stopping));
        // nginx would keep events back until it has a bufferful.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var stream = new LiveStream(
            following, live, context.Response, (JsonTypeInfo<User?>)json.Value.SerializerOptions.GetTypeInfo(typeof(User)), endsAt, clock);
        return TypedResults.ServerSentEvents(stream.Events(context.Request.Headers["Last-Event-ID"], context.RequestAborted));
    }

    /// <summary>Counts the request among all that is held open in this process, in exchange for its share of what is worked on.</summary>
    /// <returns>False when as many are held open as the process takes.</returns>
    public static bool HoldOpen(HttpContext context, LiveUsers live)
    {
        if (!Acquire(live.Held, context))
            return false;
        RequestPermit.GiveBack(context);
        return true;
    }

    public static ProblemHttpResult Full(HttpContext context) =>
        Problem.TooMany(context, "This process has as many live streams and waiting calls as it takes.", RetryAfter);

    private static bool Acquire(ConcurrencyLimiter limiter, HttpContext context)
    {
        var lease = limiter.AttemptAcquire();
        context.Response.RegisterForDispose(lease);
        return lease.IsAcquired;
    }
}
