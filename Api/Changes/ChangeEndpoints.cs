using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary><c>GET /admin/changes</c>: every version of every user, those of one user in order.</summary>
internal static class ChangeEndpoints
{
    public static void AddChangeFeed(this IServiceCollection services)
    {
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ChangeSignal>();
        services.AddSingleton<IChangeListener>(provider => provider.GetRequiredService<ChangeSignal>());
    }

    public static void MapChanges(this RouteGroupBuilder admin) => admin.MapGet("/changes", Changes);

    private static async Task<Results<Ok<ChangePage>, ProblemHttpResult>> Changes(
        HttpContext context, ChangeFeed feed, ChangeSignal signal, LiveUsers live, TimeProvider clock)
    {
        if (ChangePaging.Read(context.Request.Query) is not { } paging)
            return Problem.Of(StatusCodes.Status400BadRequest, ChangePaging.Refusal);
        if (!LiveWait.TryRead(context.Request.Query, out var wait))
            return Problem.Of(StatusCodes.Status400BadRequest, LiveWait.Refusal);
        var aborted = context.RequestAborted;
        if (paging.IsLatest && wait is null)
            return TypedResults.Ok(new ChangePage([], await feed.Latest(aborted)));

        var after = paging.After ?? await (paging.IsLatest ? feed.Latest(aborted) : feed.Oldest(aborted));
        var page = await feed.Read(after, paging.Limit, aborted);
        if (page is { Items: [] } && wait is { } time)
        {
            if (!LiveEndpoints.HoldOpen(context, live))
                return LiveEndpoints.Full(context);
            context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
            page = await feed.WaitForItems(after, paging.Limit, time, signal, clock, live.Stopping, context.RequestAborted);
        }
        return page is null ? Gone() : TypedResults.Ok(page);
    }

    public static ProblemHttpResult Gone() => Problem.Of(
        StatusCodes.Status410Gone,
        "The changes behind this cursor are no longer kept, or the database was restored from a back-up. "
        + "Take a new cursor by after=latest, list the users, and follow that cursor.");
}

[JsonSerializable(typeof(ChangePage))]
internal sealed partial class ChangeJson : JsonSerializerContext;
