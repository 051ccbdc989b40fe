using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansUsers.Api;

/// <summary>The caller's user, live.</summary>
internal static class LiveEndpoints
{
    public static void AddLiveUsers(this IServiceCollection services)
    {
        services.AddSingleton<LiveUsers>();
        services.AddHostedService<LiveRenewal>();
    }

    public static void MapLive(this RouteGroupBuilder users) => users.MapGet("/current/live", Live);

    private static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> Live(
        Caller caller,
        HttpContext context,
        LiveUsers users,
        IGrainFactory grains,
        IOptions<JsonOptions> json,
        TimeProvider clock)
    {
        if (!Take(users.Streams, context))
            return TooMany(context, "This process has as many live streams as it takes.");
        var following = await LiveCaller.Follow(caller, users, grains, clock, context);
        context.Response.RegisterForDispose(following);
        if (!Take(following.Streams, context))
            return TooMany(context, "This user has as many live streams as one user may have.");

        // A client whose stream has just ended may come with the same token, which is still taken: it must not be sent away at once.
        var endsAt = caller.ExpiresAt > clock.GetUtcNow() ? caller.ExpiresAt : caller.ExpiresAt + SignInHosting.ClockSkew;
        context.Response.RegisterForDisposeAsync(new Cutoff(context, endsAt, clock, users.Stopping));
        // nginx would keep events back until it has a bufferful.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var stream = new LiveStream(
            following, users, context.Response, (JsonTypeInfo<User?>)json.Value.SerializerOptions.GetTypeInfo(typeof(User)), endsAt, clock);
        return TypedResults.ServerSentEvents(stream.Events(context.Request.Headers["Last-Event-ID"], context.RequestAborted));
    }

    private static bool Take(Places places, HttpContext context)
    {
        var place = places.Take();
        if (place is not null)
            context.Response.RegisterForDispose(place);
        return place is not null;
    }

    private static ProblemHttpResult TooMany(HttpContext context, string why)
    {
        context.Response.Headers.RetryAfter = "10";
        return Problem.Of(StatusCodes.Status429TooManyRequests, why);
    }
}
