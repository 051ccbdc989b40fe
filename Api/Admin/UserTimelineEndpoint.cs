using Microsoft.AspNetCore.Http.HttpResults;
using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>The newest changes of one user, newest first.</summary>
/// <param name="Complete">Whether the whole journal was looked through.</param>
internal sealed record TimelinePage(IReadOnlyList<TimelineItem> Items, bool Complete);

/// <param name="Kind"><c>created</c>, <c>updated</c>, <c>deleted</c> or <c>reinstated</c>.</param>
internal sealed record TimelineItem(long Version, string Kind, DateTimeOffset At);

/// <summary><c>GET /admin/users/{id}/changes</c>: the changes of one user that the journal has.</summary>
internal static class UserTimelineEndpoint
{
    private const int MaxChanges = 100;

    public static void MapUserTimeline(this RouteGroupBuilder user) => user.MapGet("/changes", Get);

    private static async Task<Results<Ok<TimelinePage>, ProblemHttpResult>> Get(
        HttpContext context, IChangeJournal journal, CancellationToken cancellationToken)
    {
        var id = AdminUserId.Read(context);
        if (!ExternalId.IsUsable(id))
            return Problem.NoUser();
        var timeline = await journal.ReadTimeline(id, MaxChanges, cancellationToken);
        return TypedResults.Ok(new TimelinePage(
            [.. timeline.Changes.Select(change => new TimelineItem(change.Version, ChangeItem.Word(change.Kind), change.At))],
            timeline.IsComplete));
    }
}
