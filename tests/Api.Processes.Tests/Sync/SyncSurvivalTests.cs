using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Processes end, and the database is away, while users are read.</summary>
public sealed class SyncSurvivalTests(Apps apps)
{
    private const int Users = 12_000;

    [Fact]
    public async Task A_killed_process_goes_on_where_it_was()
    {
        await using var sync = await StartAsync(DatabaseKind.Sqlite, requests: 40);
        sync.Clerk.RequestsPer10Seconds = 40;
        await sync.StartRunAsync();
        foreach (var seen in new[] { 2_000, 6_000 })
        {
            await sync.UntilAsync(status => (long)status["seen"]! >= seen);
            await sync.App.Api.KillAsync();
            await sync.App.Api.RestartAsync();
        }
        var end = await sync.UntilAsync(status => (string?)status["state"] != "running");
        Assert.Equal("completed", (string?)end["state"]);
        Assert.Equal((Users, 0), ((long)end["seen"]!, (long)end["errors"]!));
        Assert.Empty(await sync.DifferencesAsync());
        // 24 pages, and again those that were under way at a kill.
        Assert.InRange(sync.Clerk.CountOf("/v1/users?limit=500&order_by=created_at"), 24, 60);
        Assert.InRange(sync.Clerk.MaxIn10Seconds(), 1, 40);
        Assert.Equal(0, sync.Clerk.CountOf(request => request.Status == 429));
    }

    [Fact]
    public async Task A_process_that_stops_hands_the_run_over_at_once()
    {
        // The run needs some fifty requests. It must not end before the other process has started, whatever else the machine does.
        await using var sync = await StartAsync(DatabaseKind.Postgres, requests: 25);
        sync.Clerk.RequestsPer10Seconds = 25;
        await sync.StartRunAsync();
        await sync.UntilAsync(status => (long)status["seen"]! >= 2_000);
        await using var peer = await sync.App.StartPeerAsync();
        await sync.App.Api.StopAsync();
        var stopped = sync.Clerk.Requests.Count;
        var start = TimeProvider.System.GetTimestamp();
        while (sync.Clerk.Requests.Count == stopped && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await UntilSeenAsync(new Admin(peer, Sandbox.AdminKey), Users);
        Assert.Empty(await sync.DifferencesAsync());
        Assert.InRange(sync.Clerk.MaxIn10Seconds(), 1, 25);
    }

    [Fact]
    public async Task Of_several_processes_one_works_and_another_takes_over()
    {
        await using var sync = await StartAsync(DatabaseKind.Postgres, requests: 40);
        sync.Clerk.RequestsPer10Seconds = 40;
        await using var peer = await sync.App.StartPeerAsync();
        var starts = await Task.WhenAll(
            sync.StartRunAsync(), new Admin(peer, Sandbox.AdminKey).SendAsync(HttpMethod.Post, "/admin/sync"));
        Assert.Equal([202, 409], starts.Select(answer => (int)answer.Status).Order());
        await sync.UntilAsync(status => (long)status["seen"]! >= 2_000);
        // One of the two works: so one kill or the other hits it.
        await sync.App.Api.KillAsync();
        await sync.App.Api.RestartAsync();
        await sync.UntilAsync(status => (long)status["seen"]! >= 5_000);
        await peer.KillAsync();
        var end = await sync.UntilAsync(status => (string?)status["state"] != "running");
        Assert.Equal(("completed", Users), ((string?)end["state"], (long)end["seen"]!));
        Assert.Empty(await sync.DifferencesAsync());
        Assert.InRange(sync.Clerk.MaxIn10Seconds(), 1, 40);
    }

    [Fact]
    public async Task A_frozen_process_does_not_go_on_beside_its_successor()
    {
        await using var sync = await StartAsync(DatabaseKind.Postgres, requests: 40);
        sync.Clerk.RequestsPer10Seconds = 40;
        await sync.StartRunAsync();
        await sync.UntilAsync(status => (long)status["seen"]! >= 1_000);
        await sync.App.Api.FreezeAsync();
        await using var peer = await sync.App.StartPeerAsync();
        var admin = new Admin(peer, Sandbox.AdminKey);
        await UntilSeenAsync(admin, 6_000);
        await sync.App.Api.ThawAsync();
        await UntilSeenAsync(admin, Users);
        Assert.Empty(await sync.DifferencesAsync());
        Assert.InRange(sync.Clerk.MaxIn10Seconds(), 1, 40);
    }

    [Fact]
    public async Task While_the_database_is_away_the_run_waits()
    {
        await using var sync = await StartAsync(DatabaseKind.Postgres, requests: 60);
        await sync.StartRunAsync();
        await sync.UntilAsync(status => (long)status["seen"]! >= 1_000);
        await sync.App.Database.Postgres!.ShutOutAsync();
        await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await sync.App.Database.Postgres!.LetInAsync();
        var end = await sync.UntilAsync(status => (string?)status["state"] != "running");
        Assert.Equal(("completed", Users), ((string?)end["state"], (long)end["seen"]!));
        Assert.Empty(await sync.DifferencesAsync());
    }

    private static async Task UntilSeenAsync(Admin admin, int seen)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var answer = await admin.SendAsync(HttpMethod.Get, "/admin/sync");
            if ((int)answer.Status == 200 && (long)answer.Json!["seen"]! >= seen
                && (seen < Users || (string?)answer.Json["state"] == "completed"))
                return;
            await Task.Delay(100, end.Token);
        }
    }

    private Task<SyncedClerk> StartAsync(DatabaseKind kind, int requests) => SyncedClerk.StartAsync(
        apps.Foreign,
        kind,
        Enumerable.Range(0, Users).Select(number => FakeUser.Numbered(number)),
        settings => settings.With("Sync__RequestsPer10Seconds", $"{requests}"));
}
