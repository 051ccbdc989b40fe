using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>One item of the feed of changes.</summary>
internal sealed record Change(string UserId, long Version, string Kind);

/// <summary>A client that follows the feed of changes from a cursor, across restarts of the process.</summary>
internal sealed class FeedReader(Sandbox app, string? after, int limit)
{
    /// <summary>Where it has read up to; null is the beginning.</summary>
    public string? After { get; private set; } = after;

    /// <summary>All that it has read.</summary>
    public List<Change> Read { get; } = [];

    /// <summary>A reader of what is stored from now on.</summary>
    public static async Task<FeedReader> FromNowAsync(Sandbox app, int limit = 100) =>
        new(app, (string)Expect.Ok(await GetAsync(app, "after=latest"))["after"]!, limit);

    /// <param name="at">The process that is called; null means the first.</param>
    public static Task<Answer> GetAsync(Sandbox app, string query, ApiProcess? at = null) =>
        new Admin(at ?? app.Api, Sandbox.AdminKey).SendAsync(HttpMethod.Get, $"/admin/changes?{query}");

    /// <summary>Reads one page, and returns how many items it had.</summary>
    /// <param name="wait">How many seconds to wait for one; 0 does not wait.</param>
    public async Task<int> NextAsync(int wait = 0, ApiProcess? at = null)
    {
        var page = Expect.Ok(await GetAsync(app, $"limit={limit}&after={After}{(wait > 0 ? $"&wait={wait}" : "")}", at));
        Assert.Equal(["items", "after"], page.AsObject().Select(member => member.Key));
        var items = page["items"]!.AsArray();
        Assert.InRange(items.Count, 0, limit);
        foreach (var item in items)
        {
            Assert.Equal(["userId", "version", "kind", "at"], item!.AsObject().Select(member => member.Key));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)item["at"]!);
            Read.Add(new Change((string)item["userId"]!, (long)item["version"]!, (string)item["kind"]!));
        }
        After = (string)page["after"]!;
        return items.Count;
    }

    /// <summary>Reads until the end of the feed, and once more after it was told to stop.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        while (true)
        {
            var isLast = stop.IsCancellationRequested;
            try
            {
                if (await NextAsync() == 0 && isLast)
                    return;
            }
            catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                // The process was killed, or is being started again with a new client.
                await Task.Delay(200, CancellationToken.None);
            }
        }
    }

    /// <summary>The items of one user.</summary>
    public IEnumerable<Change> Of(string id) => Read.Where(change => change.UserId == id);

    /// <summary>Every version of every user came once and in order. The users must be new.</summary>
    public void HasNoGap()
    {
        foreach (var user in Read.GroupBy(change => change.UserId))
            Assert.Equal(Enumerable.Range(1, user.Count()).Select(n => (long)n), user.Select(change => change.Version));
    }

    /// <summary>The feed does not hold what follows the cursor.</summary>
    public async Task IsGoneAsync(ApiProcess? at = null)
    {
        var answer = await GetAsync(app, $"after={After}", at);
        Expect.Problem(answer, HttpStatusCode.Gone);
        Assert.Contains("after=latest", (string)answer.Json!["title"]!, StringComparison.Ordinal);
    }
}
