using System.Text.Json.Serialization.Metadata;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansUsers.Grains;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansUsers.Api;

/// <summary><c>GET /users/current/live</c>: the caller's user and its changes as server-sent events.</summary>
internal static class LiveEndpoints
{
    public const string TooManyHeld = "This process has too many live streams and waiting calls. Try again later.";
    public const string TooManyOfUser = "This user has too many live streams. Close one of them, or try again later.";

    private const int RetryAfter = 10;

    public static void AddLiveUsers(this IServiceCollection services)
    {
        services.AddSingleton<LiveUsers>();
        services.AddSingleton<IChangeListener>(provider => provider.GetRequiredService<LiveUsers>());
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
            return Problem.TooMany(context, TooManyOfUser, RetryAfter);

        // A client may reconnect with a token that has just expired and is still accepted within the clock skew. Its stream must not end at
        // once.
        var endsAt = caller.ExpiresAt > clock.GetUtcNow() ? caller.ExpiresAt : caller.ExpiresAt + SignInHosting.ClockSkew;
        context.Response.RegisterForDisposeAsync(new StreamTimeout(context, endsAt, clock, live.Stopping));
        context.Response.OnStarting(SetHeaders, context.Response);
        var stream = new LiveStream(
            following, live, context.Response, (JsonTypeInfo<User?>)json.Value.SerializerOptions.GetTypeInfo(typeof(User)), endsAt, clock);
        return TypedResults.ServerSentEvents(stream.Events(context.Request.Headers["Last-Event-ID"], context.RequestAborted));
    }

    // The result of the platform has set headers of its own by now.
    private static Task SetHeaders(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        // A proxy that compresses answers sends the first event when its buffer is full. It leaves alone what must not be transformed.
        headers.CacheControl = "no-cache, no-transform";
        headers.Remove(HeaderNames.ContentEncoding);
        // Without this header nginx buffers the events.
        headers["X-Accel-Buffering"] = "no";
        return Task.CompletedTask;
    }

    /// <summary>Counts the request as a held request and releases its permit of the concurrent requests.</summary>
    /// <returns>False when the process has as many held requests as it accepts.</returns>
    public static bool HoldOpen(HttpContext context, LiveUsers live)
    {
        if (!Acquire(live.Held, context))
            return false;
        RequestPermit.Release(context);
        return true;
    }

    public static ProblemHttpResult Full(HttpContext context) => Problem.TooMany(context, TooManyHeld, RetryAfter);

    private static bool Acquire(ConcurrencyLimiter limiter, HttpContext context)
    {
        var lease = limiter.AttemptAcquire();
        context.Response.RegisterForDispose(lease);
        return lease.IsAcquired;
    }
}
