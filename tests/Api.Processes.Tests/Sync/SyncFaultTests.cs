using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Clerk answers wrongly, slowly or not at all while its users are read.</summary>
public sealed class SyncFaultTests(Apps apps, ITestOutputHelper output)
{
    [Fact]
    public async Task Faults_that_pass_are_tried_again_until_every_user_is_stored()
    {
        await using var sync = await StartAsync(users: 6_000);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed of the faults: {seed}");
        sync.Clerk.Faults = Fault.AtRandom(
            30, seed, Fault.Status(500), Fault.Html(502), Fault.Html(200), Fault.CutOff, Fault.TruncatedJson, Fault.Reset, Fault.TooMany(1),
            Fault.Slow(TimeSpan.FromSeconds(1)));
        var end = await sync.RunAsync();
        Assert.Equal(("completed", null), ((string?)end["state"], (string?)end["lastError"]));
        Assert.Equal((6_000, 6_000), ((long)end["seen"]!, (long)end["created"]!));
        Assert.Equal(sync.Clerk.Requests.Count, (long)end["requests"]!);
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Fact]
    public async Task The_budget_is_never_exceeded()
    {
        await using var sync = await StartAsync(users: 20_000, settings => settings.With("Sync__RequestsPer10Seconds", "60"));
        sync.Clerk.RequestsPer10Seconds = 60;
        var end = await sync.RunAsync();
        Assert.Equal("completed", (string?)end["state"]);
        Assert.InRange(sync.Clerk.MaxIn10Seconds(), 50, 60);
        Assert.Equal(0, sync.Clerk.CountOf(request => request.Status == 429));
    }

    [Fact]
    public async Task A_lower_limit_than_the_budget_is_learned_from_refusals()
    {
        await using var sync = await StartAsync(users: 20_000);
        sync.Clerk.RequestsPer10Seconds = 50;
        var end = await sync.RunAsync();
        Assert.Equal("completed", (string?)end["state"]);
        Assert.InRange(sync.Clerk.CountOf(request => request.Status == 429), 1, 60);
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Fact]
    public async Task A_development_key_takes_half_of_the_lower_limit()
    {
        await using var sync = await StartAsync(users: 9_000, settings => settings.Without("Sync__RequestsPer10Seconds"));
        var end = await sync.RunAsync();
        Assert.Equal("completed", (string?)end["state"]);
        Assert.InRange(sync.Clerk.MaxIn10Seconds(), 20, 50);
    }

    [Fact]
    public async Task A_refused_key_fails_the_run_and_is_never_shown()
    {
        await using var sync = await StartAsync(users: 10);
        var key = sync.Clerk.SecretKey;
        sync.Clerk.SecretKey = "sk_test_another";
        var end = await sync.RunAsync();
        Assert.Equal("failed", (string?)end["state"]);
        Assert.Contains("refuses the key", (string?)end["lastError"], StringComparison.Ordinal);
        Assert.DoesNotContain(key, end.ToJsonString() + sync.App.Api.Output, StringComparison.Ordinal);
        Assert.Equal(10, (await sync.DifferencesAsync()).Count);
    }

    [Fact]
    public async Task A_key_that_is_revoked_in_the_middle_fails_the_run()
    {
        await using var sync = await StartAsync(users: 3_000);
        sync.Clerk.BeforeAnswer = request =>
        {
            if (request.Number == 6)
                sync.Clerk.SecretKey = "sk_test_another";
            return Task.CompletedTask;
        };
        var end = await sync.RunAsync(new { deleteMissing = true });
        Assert.Equal(("failed", 0), ((string?)end["state"], (long)end["deleted"]!));
        Assert.InRange((long)end["seen"]!, 500, 2_999);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task Clocks_may_differ(int hours)
    {
        await using var sync = await StartAsync(users: 30);
        sync.Clerk.ClockOffset = TimeSpan.FromHours(hours);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var user = sync.Clerk.Change(sync.Clerk.Users[3].Id, user => user with { FirstName = "Now", UpdatedAt = now });
        await sync.RunAsync();
        Assert.Empty(await sync.DifferencesAsync());
        var later = sync.Clerk.Change(user.Id, user => user with { FirstName = "Later", UpdatedAt = now + 5 });
        Expect.Taken(await sync.App.DeliverAsync(sync.Clerk.Events.Updated(later)));
        Assert.Empty(await sync.DifferencesAsync());
        Assert.Equal(30, (long)(await sync.RunAsync())["unchanged"]!);
    }

    [Fact]
    public async Task While_Clerk_is_away_the_run_waits_and_says_so()
    {
        await using var sync = await StartAsync(users: 3_000);
        await sync.Clerk.RefuseAsync();
        Assert.Equal(202, (int)(await sync.StartRunAsync()).Status);
        await sync.UntilAsync(status => status["lastError"] is not null && (string?)status["state"] == "running");
        Assert.Equal(409, (int)(await sync.StartRunAsync()).Status);
        await sync.Clerk.RecoverAsync();
        var end = await sync.UntilAsync(status => (string?)status["state"] != "running");
        Assert.Equal(("completed", null), ((string?)end["state"], (string?)end["lastError"]));
        Assert.Empty(await sync.DifferencesAsync());
    }

    [Fact]
    public async Task A_run_that_hangs_is_cancelled_within_seconds()
    {
        await using var sync = await StartAsync(users: 3_000);
        sync.Clerk.Faults = request => request.Number > 5 ? Fault.Silent : null;
        await sync.StartRunAsync();
        await sync.UntilAsync(status => (long)status["requests"]! >= 5);
        var start = TimeProvider.System.GetTimestamp();
        var cancelled = Expect.Ok(await sync.CancelAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("cancelled", (string?)cancelled["state"]);
        Assert.NotNull(cancelled["finishedAt"]);
        sync.Clerk.Faults = null;
        Assert.Equal("completed", (string?)(await sync.RunAsync())["state"]);
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_no_deletion()
    {
        await using var sync = await StartAsync(users: 300);
        await sync.RunAsync();
        var gone = sync.Clerk.Users[5].Id;
        sync.Clerk.Delete(gone);
        sync.Clerk.Faults = request => request.Path == $"/v1/users/{gone}" ? Fault.Html(404) : null;
        await sync.StartRunAsync(new { deleteMissing = true });
        await sync.UntilAsync(status => ((string?)status["lastError"])?.Contains("HTML", StringComparison.Ordinal) == true);
        Assert.Single(await sync.DifferencesAsync());
        sync.Clerk.Faults = null;
        var end = await sync.UntilAsync(status => (string?)status["state"] != "running");
        Assert.Equal(("completed", 1), ((string?)end["state"], (long)end["deleted"]!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_key_of_another_instance_stores_nothing(bool hasInstance)
    {
        await using var sync = await StartAsync(users: 10, settings => settings.With("CLERK_INSTANCE_ID", "ins_2other"));
        sync.Clerk.HasInstance = hasInstance;
        var end = await sync.RunAsync();
        Assert.Equal(("failed", 0), ((string?)end["state"], (long)end["seen"]!));
        Assert.Contains("ins_2other", (string?)end["lastError"], StringComparison.Ordinal);
    }

    private Task<SyncedClerk> StartAsync(int users, Func<ApiSettings, ApiSettings>? set = null) =>
        SyncedClerk.StartAsync(
            apps.Foreign, DatabaseKind.Sqlite, Enumerable.Range(0, users).Select(number => FakeUser.Numbered(number)), set);
}
