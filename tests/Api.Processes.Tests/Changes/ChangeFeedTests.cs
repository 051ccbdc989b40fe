using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary><c>GET /admin/changes</c> as a client sees it, on both databases.</summary>
public sealed class ChangeFeedTests(FeedApps apps) : IClassFixture<FeedApps>
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Each_version_is_told_by_its_kind_also_a_deletion_that_is_the_first_to_be_heard(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var (reader, ada, ghost) = (await FeedReader.FromNowAsync(app), Person.New(), Person.New());
        Expect.Taken(await app.DeliverAsync(ada.Created()));
        await app.ChangeAsync(ada, 1);
        // The same once more is no new version.
        await app.ChangeAsync(ada, 1);
        Expect.Ok(await app.Admin.LinkAsync(ada.Id, $"https://later.example.test|{ada.Id}"));
        Expect.Taken(await app.DeliverAsync(ada.Deleted()));
        Expect.Taken(await app.DeliverAsync(ghost.Deleted()));

        while (await reader.NextAsync() > 0)
            continue;
        Assert.Equal(["created", "updated", "updated", "deleted"], reader.Of(ada.Id).Select(change => change.Kind));
        Assert.Equal([new Change(ghost.Id, 1, "deleted")], reader.Of(ghost.Id));
        reader.HasNoGap();
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Readers_with_any_limit_get_the_same_while_users_are_written(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var readers = await Task.WhenAll(new[] { 1, 3, 50, 1000 }.Select(limit => FeedReader.FromNowAsync(app, limit)));
        using var written = new CancellationTokenSource();
        var reading = readers.Select(reader => reader.FollowAsync(written.Token)).ToArray();
        var versions = await FeedWriters.WriteAsync(app, users: 20, changes: 5);
        await written.CancelAsync();
        await Task.WhenAll(reading);

        Assert.All(readers, reader => Assert.Equal(readers[0].Read, reader.Read));
        readers[0].HasNoGap();
        Assert.Equal(versions, readers[0].Read.GroupBy(change => change.UserId)
            .ToDictionary(user => user.Key, user => user.Last().Version));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Whoever_takes_a_cursor_then_lists_the_users_and_then_follows_knows_them_all(DatabaseKind kind)
    {
        const string List = "select external_id, version, deleted_at is not null as gone from users";
        var app = await apps.On(kind);
        var writing = FeedWriters.WriteAsync(app, users: 20, changes: 5);
        await Until.AnswerAsync(() => FeedReader.GetAsync(app, "limit=1000"), answer => answer.Json!["items"]!.AsArray().Count > 20);
        var reader = await FeedReader.FromNowAsync(app, limit: 7);
        var known = (await app.Database.QueryAsync(List)).ToDictionary(
            row => (string)row["external_id"]!, row => (long)row["version"]!);
        await writing;
        await reader.FollowAsync(new CancellationToken(canceled: true));

        foreach (var change in reader.Read)
            known[change.UserId] = Math.Max(known.GetValueOrDefault(change.UserId), change.Version);
        Assert.All(await app.Database.QueryAsync(List), row => Assert.Equal((long)row["version"]!, known[(string)row["external_id"]!]));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Kills_lose_nothing_that_was_acknowledged_and_leave_no_gap(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var reader = await FeedReader.FromNowAsync(app, limit: 10);
        using var written = new CancellationTokenSource();
        var reading = reader.FollowAsync(written.Token);
        var writing = FeedWriters.WriteAsync(app, users: 15, changes: 40);
        for (var kill = 1; kill <= 3; kill++)
        {
            var before = reader.Read.Count;
            while (reader.Read.Count < before + 100 && !writing.IsCompleted)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            await app.Api.KillAsync();
            await app.Api.RestartAsync();
        }
        var versions = await writing;
        await written.CancelAsync();
        await reading;

        reader.HasNoGap();
        Assert.All(versions, user => Assert.Equal(user.Value, reader.Of(user.Key).Last().Version));
    }

    [Theory]
    [InlineData("limit=0"), InlineData("limit=1001"), InlineData("limit=x"), InlineData("limit=1&limit=2")]
    [InlineData("after=x"), InlineData("after=1"), InlineData("after=1.2&after=1.2"), InlineData("after=-1.2"), InlineData("after=1.2%00")]
    [InlineData("wait=0"), InlineData("wait=31"), InlineData("wait=x"), InlineData("wait=")]
    public async Task What_cannot_be_read_is_refused(string query) =>
        Expect.Problem(await FeedReader.GetAsync(await apps.On(DatabaseKind.Sqlite), query), HttpStatusCode.BadRequest);

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_cursor_ahead_of_the_feed_is_gone(DatabaseKind kind) =>
        await new FeedReader(await apps.On(kind), "9999999.638000000000000000", 100).IsGoneAsync();

    [Fact]
    public async Task Only_an_operator_may_read_it_and_reading_is_no_audit_record()
    {
        var app = await apps.On(DatabaseKind.Sqlite);
        Expect.Unauthorized(await app.Api.GetAsync("/admin/changes"));
        Expect.Unauthorized(await app.Api.GetAsync("/admin/changes?wait=30&after=latest", (await app.SignedInAsync("user_1")).Token));
        Expect.Problem(await app.Admin.SendAsync(HttpMethod.Post, "/admin/changes"), HttpStatusCode.MethodNotAllowed);
        Expect.Ok(await FeedReader.GetAsync(app, "after=latest"));
        Assert.DoesNotContain("admin called GET", app.Api.Output, StringComparison.Ordinal);
    }
}
