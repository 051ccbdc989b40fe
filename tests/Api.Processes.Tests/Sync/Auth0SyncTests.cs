using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class Auth0SyncTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_run_stores_all_users_and_a_second_one_changes_nothing(DatabaseKind kind)
    {
        await using var app = await Auth0App.StartAsync(apps, 2000, kind);
        var run = await app.RunAsync();
        Auth0App.Counts(run, ("seen", 2000), ("created", 2000), ("total", 2000), ("errors", 0), ("goneThere", 0));
        var user = Expect.Ok(await app.ReadAsync(app.Auth0.Users[1999]));
        Assert.Equal(("Mary Somerville 1999", "u1999@example.test"), ((string?)user["name"], (string?)user["email"]));
        Assert.Equal((true, "https://img.auth0.test/mary.png"), ((bool?)user["emailVerified"], (string?)user["imageUrl"]));

        var changed = app.Auth0.Put(app.Auth0.Users[7] with { LastName = "Fairfax", UpdatedAt = Person.Epoch.AddDays(1) });
        Auth0App.Counts(await app.RunAsync(new { dryRun = true }), ("seen", 2000), ("staleHere", 1), ("updated", 0));
        Auth0App.Counts(await app.RunAsync(), ("seen", 2000), ("updated", 1), ("unchanged", 1999));
        Assert.Equal("Mary Fairfax", (string?)Expect.Ok(await app.ReadAsync(changed))["name"]);
        Auth0App.Counts(await app.RunAsync(), ("seen", 2000), ("created", 0), ("updated", 0), ("unchanged", 2000));
        Assert.Equal(1, app.Auth0.CountOf("POST", "/oauth/token"));
        Assert.DoesNotContain(app.Auth0.ClientSecret, app.App.Api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_webhook_has_told_later_stays()
    {
        await using var app = await Auth0App.StartAsync(apps, 3);
        var later = app.Auth0.Users[1] with { LastName = "Fairfax", UpdatedAt = Person.Epoch.AddDays(1) };
        Expect.Taken(await app.App.DeliverAsync(app.App.Auth0, later.Event("user.updated")));
        Auth0App.Counts(await app.RunAsync(), ("seen", 3), ("created", 2), ("unchanged", 1));
        Assert.Equal("Mary Fairfax", (string?)Expect.Ok(await app.ReadAsync(later))["name"]);
    }

    [Fact]
    public async Task A_process_that_was_killed_goes_on_with_the_same_export()
    {
        await using var app = await Auth0App.StartAsync(apps, 2000);
        app.Auth0.Exports.BeforePiece = sent => sent > 0.6 ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
        app.Auth0.Put(app.Auth0.Users[1990] with { RawLine = "no user" });
        var gone = FakeAuth0User.New();
        foreach (var known in new[] { gone, app.Auth0.Users[1990] })
            Expect.Taken(await app.App.DeliverAsync(app.App.Auth0, known.Event("user.created")));
        await app.BeginAsync(new { deleteMissing = true });
        await app.UntilAsync(status => (long)status["seen"]! >= 1000);
        await app.App.Api.KillAsync();
        app.Auth0.Exports.BeforePiece = null;
        await app.App.Api.RestartAsync();
        var run = await app.EndAsync();
        Auth0App.Counts(run, ("seen", 2000), ("errors", 1), ("goneThere", 1), ("deleted", 1));
        Assert.Equal(1, app.Auth0.CountOf("POST", "/api/v2/jobs/users-exports"));
        Expect.Problem(await app.ReadAsync(gone), HttpStatusCode.NotFound);
        foreach (var at in new[] { 0, 999, 1000, 1990, 1999 })
            Expect.Ok(await app.ReadAsync(app.Auth0.Users[at]));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_process_that_was_killed_after_the_export_still_finds_who_is_gone(bool isForgotten)
    {
        await using var app = await Auth0App.StartAsync(apps, 50);
        var gone = FakeAuth0User.New();
        Expect.Taken(await app.App.DeliverAsync(app.App.Auth0, gone.Event("user.created")));
        var reached = new TaskCompletionSource();
        app.Auth0.BeforeAnswer = request =>
            request.Path == "/api/v2/events" && reached.TrySetResult() ? Task.Delay(TimeSpan.FromSeconds(5)) : Task.CompletedTask;
        await app.BeginAsync(new { deleteMissing = true });
        await reached.Task;
        await app.App.Api.KillAsync();
        if (isForgotten)
            app.Auth0.Exports.Forget();
        await app.App.Api.RestartAsync();
        Auth0App.Counts(await app.EndAsync(), ("seen", 50), ("created", 50), ("goneThere", 1), ("deleted", 1));
        Assert.Equal(isForgotten ? 2 : 1, app.Auth0.CountOf("POST", "/api/v2/jobs/users-exports"));
        Expect.Problem(await app.ReadAsync(gone), HttpStatusCode.NotFound);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_dead_link_and_a_download_that_is_cut_are_asked_for_again(bool silently)
    {
        await using var app = await Auth0App.StartAsync(apps, 2000);
        (app.Auth0.Exports.DeadLink, app.Auth0.Exports.CutsSilently) = (download => download == 1, silently);
        app.Auth0.Exports.Cut = download => download is 2 or 3 ? 20_000 * (download - 1) : null;
        Auth0App.Counts(await app.RunAsync(), ("seen", 2000), ("created", 2000));
        Assert.Equal(4, app.Auth0.Exports.Downloads);
        Assert.Equal(1, app.Auth0.CountOf("POST", "/api/v2/jobs/users-exports"));
        Assert.DoesNotContain("signature=secret", app.App.Api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_has_vanished_is_made_again()
    {
        await using var app = await Auth0App.StartAsync(apps, 2000);
        app.Auth0.Exports.Cut = download =>
        {
            if (download != 1)
                return null;
            app.Auth0.Exports.Forget();
            return 60_000;
        };
        Auth0App.Counts(await app.RunAsync(), ("seen", 2000), ("created", 2000), ("total", 2000));
        Assert.Equal(2, app.Auth0.CountOf("POST", "/api/v2/jobs/users-exports"));
    }

    [Fact]
    public async Task A_line_that_is_no_user_is_counted_and_named_and_the_others_are_stored()
    {
        await using var app = await Auth0App.StartAsync(apps, 10);
        app.Auth0.Put(app.Auth0.Users[3] with { RawLine = "{\"user_id\":" });
        app.Auth0.Put(app.Auth0.Users[5] with { RawLine = "" });
        Auth0App.Counts(await app.RunAsync(), ("seen", 9), ("created", 8), ("errors", 1));
        await Until.LoggedAsync(app.App.Api, "line 4");
        Expect.Problem(await app.ReadAsync(app.Auth0.Users[3]), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_user_that_is_gone_there_is_told_and_deleted_only_when_that_is_asked_for()
    {
        await using var app = await Auth0App.StartAsync(apps, 5);
        await app.RunAsync();
        var gone = app.Auth0.Users[2];
        app.Auth0.Delete(gone.Id);
        Auth0App.Counts(await app.RunAsync(), ("seen", 4), ("goneThere", 1), ("deleted", 0));
        Expect.Problem(await app.SyncAsync(gone), HttpStatusCode.Conflict);
        Assert.Contains("goneThere", (await app.SyncAsync(gone)).Body, StringComparison.Ordinal);
        Expect.Ok(await app.ReadAsync(gone));
        Auth0App.Counts(await app.RunAsync(new { deleteMissing = true }), ("seen", 4), ("goneThere", 1), ("deleted", 1));
        Expect.Problem(await app.ReadAsync(gone), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_user_is_read_again()
    {
        await using var app = await Auth0App.StartAsync(apps, 2);
        var user = app.Auth0.Users[0];
        Assert.Equal("created", (string?)Expect.Ok(await app.SyncAsync(user))["outcome"]);
        Assert.Equal("unchanged", (string?)Expect.Ok(await app.SyncAsync(user))["outcome"]);
        app.Auth0.Put(user with { LastName = "Fairfax", UpdatedAt = Person.Epoch.AddDays(1) });
        // A token that was revoked is fetched again.
        app.Auth0.RevokeTokens();
        var synced = Expect.Ok(await app.SyncAsync(user));
        Assert.Equal("updated", (string?)synced["outcome"]);
        Assert.Contains("name", synced["changed"]!.AsArray().Select(name => (string?)name));
        Expect.Problem(await app.SyncAsync(FakeAuth0User.New()), HttpStatusCode.NotFound);
        Assert.Equal(2, app.Auth0.CountOf("POST", "/oauth/token"));
    }

    [Fact]
    public async Task A_client_that_is_refused_fails_the_run()
    {
        await using var app = await Auth0App.StartAsync(apps, 2);
        app.Auth0.ClientSecret = "another";
        var run = await app.RunAsync();
        Assert.Equal("failed", (string?)run["state"]);
        Assert.Contains("401", (string?)run["lastError"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_fails_fails_the_run()
    {
        await using var app = await Auth0App.StartAsync(apps, 2);
        app.Auth0.Exports.Fail = true;
        var run = await app.RunAsync();
        Assert.Equal("failed", (string?)run["state"]);
        Assert.Contains("export", (string?)run["lastError"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_is_told_by_Auth0s_header_is_kept_to()
    {
        await using var app = await Auth0App.StartAsync(apps, 20);
        app.Auth0.RequestsPer10Seconds = 6;
        Auth0App.Counts(await app.RunAsync(), ("seen", 20), ("created", 20));
        Assert.True(app.Auth0.Requests.Count(request => request.Status == 429) <= 2, string.Join('\n', app.Auth0.Requests));
    }
}
