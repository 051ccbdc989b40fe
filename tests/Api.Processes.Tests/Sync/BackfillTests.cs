using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class BackfillTests(Apps apps)
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task All_users_are_read_and_stored(DatabaseKind kind)
    {
        await using var sync = await StartAsync(kind, users: 6_000);
        var end = await sync.RunAsync();
        Assert.Equal("completed", (string?)end["state"]);
        Assert.Equal((6_000, 6_000), (Number(end, "total"), Number(end, "seen")));
        Assert.Equal((6_000, 6_000), (Number(end, "created"), Number(end, "missingHere")));
        Assert.Equal((0, 0, 0, 0), (Number(end, "updated"), Number(end, "unchanged"), Number(end, "errors"), Number(end, "goneThere")));
        Assert.Equal(sync.Clerk.Requests.Count, Number(end, "requests"));
        Assert.Empty(await sync.DifferencesAsync());

        var again = await sync.RunAsync();
        Assert.Equal((6_000, 0, 0), (Number(again, "unchanged"), Number(again, "created"), Number(again, "updated")));
    }

    [Fact]
    public async Task Nothing_newer_is_overwritten_and_nobody_deleted_comes_back()
    {
        await using var sync = await StartAsync(DatabaseKind.Sqlite, users: 50);
        var (newer, deleted) = (sync.Clerk.Users[10], sync.Clerk.Users[20]);
        newer = newer with { FirstName = "Newer", UpdatedAt = newer.UpdatedAt + 1 };
        Expect.Taken(await sync.App.DeliverAsync(sync.Clerk.Events.Updated(newer)));
        Expect.Taken(await sync.App.DeliverAsync(sync.Clerk.Events.Deleted(deleted.Id)));
        var end = await sync.RunAsync();
        Assert.Equal((48, 2), (Number(end, "created"), Number(end, "unchanged")));
        var differences = await sync.DifferencesAsync();
        Assert.Equal(3, differences.Count);
        Assert.Contains($"only here: {newer.Id} Newer", string.Join('\n', differences), StringComparison.Ordinal);
        Assert.Contains($"only there: {deleted.Id}", string.Join('\n', differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_reports_and_stores_nothing()
    {
        await using var sync = await StartAsync(DatabaseKind.Sqlite, users: 700);
        await sync.RunAsync();
        var (changed, gone) = (sync.Clerk.Users[1], sync.Clerk.Users[2]);
        sync.Clerk.Change(changed.Id, user => user with { LastName = "Changed", UpdatedAt = user.UpdatedAt + 1 });
        sync.Clerk.Delete(gone.Id);
        sync.Clerk.Add(FakeUser.New());
        var end = await sync.RunAsync(new { dryRun = true, deleteMissing = true });
        Assert.Equal("completed", (string?)end["state"]);
        Assert.True((bool)end["dryRun"]!);
        Assert.Equal((700, 1, 1, 1), (Number(end, "seen"), Number(end, "missingHere"), Number(end, "staleHere"), Number(end, "goneThere")));
        Assert.Equal((0, 0, 0, 698), (Number(end, "created"), Number(end, "updated"), Number(end, "deleted"), Number(end, "unchanged")));
        Assert.Equal(4, (await sync.DifferencesAsync()).Count);
    }

    [Fact]
    public async Task Users_that_are_gone_are_deleted_only_when_asked_for()
    {
        await using var sync = await StartAsync(DatabaseKind.Sqlite, users: 1_200);
        await sync.RunAsync();
        foreach (var gone in sync.Clerk.Users.Where((_, at) => at % 100 == 7).ToList())
            sync.Clerk.Delete(gone.Id);
        var told = await sync.RunAsync();
        Assert.Equal((12, 0), (Number(told, "goneThere"), Number(told, "deleted")));
        Assert.Equal(12, (await sync.DifferencesAsync()).Count);
        var done = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal((12, 12), (Number(done, "goneThere"), Number(done, "deleted")));
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Fact]
    public async Task More_than_a_fifth_is_deleted_by_force_only()
    {
        await using var sync = await StartAsync(DatabaseKind.Sqlite, users: 500);
        await sync.RunAsync();
        foreach (var gone in sync.Clerk.Users.Take(101).ToList())
            sync.Clerk.Delete(gone.Id);
        var refused = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal(("failed", 0), ((string?)refused["state"], Number(refused, "deleted")));
        Assert.Contains("20 %", (string?)refused["lastError"], StringComparison.Ordinal);
        Assert.Equal(101, (await sync.DifferencesAsync()).Count);
        var forced = await sync.RunAsync(new { deleteMissing = true, force = true });
        Assert.Equal(("completed", 101), ((string?)forced["state"], Number(forced, "deleted")));
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Theory]
    [InlineData("""{"id":null,"first_name":"Nobody","created_at":1760000000500,"updated_at":1760000000500}""")]
    [InlineData("""{"id":"user_without_time","created_at":1760000000500,"updated_at":"soon"}""")]
    [InlineData("42")]
    [InlineData("""["user"]""")]
    [InlineData("""{"id":"user_half","\ud800":1}""")]
    public async Task A_user_that_cannot_be_read_is_named_and_counted_and_the_others_are_stored(string raw)
    {
        await using var sync = await StartAsync(DatabaseKind.Sqlite, users: 1_400);
        sync.Clerk.Change(sync.Clerk.Users[499].Id, user => user with { Raw = raw });
        var end = await sync.RunAsync();
        Assert.Equal("completed", (string?)end["state"]);
        Assert.Equal((1_400, 1_399, 1), (Number(end, "seen"), Number(end, "created"), Number(end, "errors")));
        Assert.Contains("A user of clerk could not be read", sync.App.Api.Output, StringComparison.Ordinal);
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Theory]
    [InlineData(DeletedCursor.GoesOn)]
    [InlineData(DeletedCursor.NotFound)]
    [InlineData(DeletedCursor.Unprocessable)]
    [InlineData(DeletedCursor.StartsOver)]
    [InlineData(DeletedCursor.Empty)]
    public async Task The_cursors_user_may_be_deleted_between_two_pages(DeletedCursor behaviour)
    {
        await using var sync = await StartAsync(DatabaseKind.Sqlite, users: 1_700);
        sync.Clerk.DeletedCursor = behaviour;
        sync.Clerk.BeforeAnswer = request =>
        {
            if (request.Parameter("starting_after") is { } cursor)
                sync.Clerk.Delete(cursor);
            return Task.CompletedTask;
        };
        var end = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal("completed", (string?)end["state"]);
        Assert.True(sync.Clerk.Users.Count is < 1_700 and > 1_690);
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Users_of_an_import_were_created_in_the_same_moment(long apart)
    {
        await using var sync = await SyncedClerk.StartAsync(
            apps.Foreign, DatabaseKind.Sqlite, Enumerable.Range(0, 5_200).Select(number => FakeUser.Numbered(number, apart)));
        sync.Clerk.CreatedBoundsInclusive = apart == 0;
        var end = await sync.RunAsync();
        Assert.Equal((5_200, 5_200), (Number(end, "seen"), Number(end, "created")));
        foreach (var gone in sync.Clerk.Users.Where((_, at) => at % 1_000 == 7).ToList())
            sync.Clerk.Delete(gone.Id);
        Assert.Equal(6, Number(await sync.RunAsync(new { deleteMissing = true }), "deleted"));
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Theory]
    [InlineData(DeletedCursor.NotFound)]
    [InlineData(DeletedCursor.StartsOver)]
    public async Task The_cursors_user_may_be_deleted_while_users_that_are_gone_are_looked_for(DeletedCursor behaviour)
    {
        await using var sync = await SyncedClerk.StartAsync(
            apps.Foreign, DatabaseKind.Sqlite, Enumerable.Range(0, 1_300).Select(number => FakeUser.Numbered(number, apart: 0)));
        await sync.RunAsync();
        sync.Clerk.Delete(sync.Clerk.Users[7].Id);
        sync.Clerk.DeletedCursor = behaviour;
        var (isWalked, deleted) = (false, 0);
        sync.Clerk.BeforeAnswer = request =>
        {
            isWalked |= request.Parameter("order_by") == "-updated_at" && request.Parameter("limit") == "500";
            if (isWalked && request.Parameter("starting_after") is { } cursor && deleted++ == 0)
                sync.Clerk.Delete(cursor);
            return Task.CompletedTask;
        };
        var end = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal("completed", (string?)end["state"]);
        Assert.True(deleted > 0);
        // The user of the cursor was listed before it was deleted.
        await sync.RunAsync(new { deleteMissing = true });
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Fact]
    public async Task Without_a_key_the_missing_setting_is_named()
    {
        var app = await apps.On();
        var answer = await app.Admin.SendAsync(HttpMethod.Post, "/admin/sync");
        Expect.Problem(answer, HttpStatusCode.Conflict);
        Assert.Contains("CLERK_SECRET_KEY", answer.Body, StringComparison.Ordinal);
        var unknown = await app.Admin.SendAsync(HttpMethod.Get, "/admin/sync?provider=nobody");
        Expect.Problem(unknown, HttpStatusCode.BadRequest);
        var idle = Expect.Ok(await app.Admin.SendAsync(HttpMethod.Get, "/admin/sync"));
        Assert.Equal(("idle", "clerk", 0), ((string?)idle["state"], (string?)idle["provider"], Number(idle, "seen")));
        Assert.True(idle.AsObject().ContainsKey("lanes") && idle.AsObject().ContainsKey("drift"));
        Expect.Problem(await app.Admin.SendAsync(HttpMethod.Delete, "/admin/sync"), HttpStatusCode.NotFound);
    }

    private Task<SyncedClerk> StartAsync(DatabaseKind kind, int users) =>
        SyncedClerk.StartAsync(apps.Foreign, kind, Enumerable.Range(0, users).Select(number => FakeUser.Numbered(number)));

    private static long Number(JsonNode status, string name) => (long)status[name]!;
}
