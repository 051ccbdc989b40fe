using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>The lanes that run by themselves.</summary>
public sealed class LaneTests(Apps apps)
{
    private const int Changed = 50;

    [Fact]
    public async Task Changes_whose_webhooks_were_lost_are_found_and_told()
    {
        await using var sync = await StartAsync(users: 3_000);
        await sync.RunAsync();
        await HeadAsync(sync);
        sync.Clerk.ResetLog();
        var madeAt = Now() - 60_000;
        foreach (var user in sync.Clerk.Users.Take(Changed).ToList())
            sync.Clerk.Change(user.Id, before => before with { LastName = "Lost", UpdatedAt = madeAt });
        var told = await sync.UntilAsync(status => Drift(status) >= Changed);
        Assert.Equal(Changed, Drift(told));
        Assert.InRange((long)told["lanes"]!["head"]!["requests"]!, 1, 3);
        Assert.Equal(madeAt, DateTimeOffset.Parse((string)told["drift"]!["since"]!, null).ToUnixTimeMilliseconds());
        Assert.Empty(await sync.DifferencesAsync());
        Assert.Contains("50 changes of clerk came by pull only", sync.App.Api.Output, StringComparison.Ordinal);
        await MeasuresAsync(sync, "pull_only_total", $"{Changed}");
        await MeasuresAsync(sync, "drift", $"{Changed}");
        await MeasuresAsync(sync, "lane_failed", "0");
        await MeasuresAsync(sync, "schedule_seconds", "[1-9]");
        await MeasuresAsync(sync, "lane_finished_seconds", "[1-9]");

        // As soon as a webhook arrives again, nothing is told any more.
        var next = sync.Clerk.Change(sync.Clerk.Users[100].Id, before => before with { LastName = "Heard", UpdatedAt = Now() });
        Expect.Taken(await sync.App.DeliverAsync(sync.Clerk.Events.Updated(next)));
        await sync.UntilAsync(status => Drift(status) == 0);
        await MeasuresAsync(sync, "drift", "0");
    }

    [Fact]
    public async Task A_change_whose_webhook_comes_a_moment_later_is_no_drift()
    {
        await using var sync = await StartAsync(users: 100);
        await HeadAsync(sync);
        var late = sync.Clerk.Change(sync.Clerk.Users[0].Id, before => before with { LastName = "Late", UpdatedAt = Now() });
        var lost = sync.Clerk.Change(sync.Clerk.Users[1].Id, before => before with { LastName = "Lost", UpdatedAt = Now() });
        await HeadAsync(sync);
        Assert.Empty(await sync.DifferencesAsync());
        Expect.Taken(await sync.App.DeliverAsync(sync.Clerk.Events.Updated(late)));
        var told = await sync.UntilAsync(status => Drift(status) > 0);
        Assert.Equal(1, Drift(told));
        Assert.Equal(lost.UpdatedAt, DateTimeOffset.Parse((string)told["drift"]!["since"]!, null).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Users_that_are_gone_are_told_and_not_deleted()
    {
        await using var sync = await StartAsync(users: 3_000);
        await sync.RunAsync();
        foreach (var gone in sync.Clerk.Users.Where((_, at) => at % 600 == 5).ToList())
            sync.Clerk.Delete(gone.Id);
        var told = await sync.UntilAsync(status => (long?)status["lanes"]!["deletion"]?["goneThere"] == 5);
        Assert.Equal(0, (long)told["deleted"]!);
        Assert.Equal(5, (await sync.DifferencesAsync()).Count);
        Assert.Contains("5 users are stored of whom clerk says that they do not exist", sync.App.Api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_creation_of_long_ago_is_found_by_the_deletion_lane()
    {
        await using var sync = await StartAsync(users: 3_000);
        await sync.RunAsync();
        await HeadAsync(sync);
        // The head lane does not see it: it was changed long ago.
        sync.Clerk.Add(FakeUser.Numbered(9_000) with { CreatedAt = FakeUser.Epoch + 1_000_077, UpdatedAt = FakeUser.Epoch + 77 });
        await sync.UntilAsync(status => Drift(status) == 1);
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Fact]
    public async Task Lanes_are_never_in_the_way_of_a_run()
    {
        await using var sync = await StartAsync(users: 100);
        await HeadAsync(sync);
        sync.Clerk.Faults = request => request.Target.Contains("order_by=-updated_at", StringComparison.Ordinal) ? Fault.Silent : null;
        await Task.Run(async () =>
        {
            while (sync.Clerk.CountOf(request => request.Status is null) == 0)
                await Task.Delay(20);
        });
        Assert.Equal(202, (int)(await sync.StartRunAsync(new { dryRun = true })).Status);
        sync.Clerk.Faults = null;
        Assert.Equal("completed", (string?)(await sync.UntilAsync(status => (string?)status["state"] != "running"))["state"]);
    }

    private Task<SyncedClerk> StartAsync(int users) => SyncedClerk.StartAsync(
        apps.Foreign,
        DatabaseKind.Sqlite,
        Enumerable.Range(0, users).Select(number => FakeUser.Numbered(number)),
        settings => settings.With("Sync__Schedule", "00:00:01"));

    /// <summary>Waits until the head lane has run once more from its start.</summary>
    private static async Task HeadAsync(SyncedClerk sync)
    {
        var first = StartOf(await sync.UntilAsync(status => StartOf(status) is not null));
        var second = StartOf(await sync.UntilAsync(status => StartOf(status) is { } start && start != first));
        await sync.UntilAsync(status => StartOf(status) is { } start && start != second && start != first);
    }

    private static string? StartOf(JsonNode status) => (string?)status["lanes"]!["head"]?["startedAt"];

    private static Task<Answer> MeasuresAsync(SyncedClerk sync, string metric, string value) => Until.AnswerAsync(
        () => sync.App.Admin.SendAsync(HttpMethod.Get, "/metrics"),
        metrics => Regex.IsMatch(metrics.Body, $"(?m)^orleans_users_sync_{metric}{{.*provider=\"clerk\".*}} {value}"));

    private static long Drift(JsonNode status) => (long)status["drift"]!["byPullOnly"]!;

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
