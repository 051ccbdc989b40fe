using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveClockTests(Apps apps)
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);
    private static readonly TimeProvider Clock = TimeProvider.System;

    // Slow, as it watches two pauses go by; so all of it is watched at once.
    [Fact]
    public async Task A_comment_comes_every_15_seconds_whether_or_not_something_happens()
    {
        var app = await apps.On();
        using var over = new CancellationTokenSource();
        var (busyUser, busyCaller) = await app.NewCallerAsync(
            claims => claims["exp"] = Clock.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds());
        var (_, quietCaller) = await app.NewCallerAsync();
        await using var busy = await busyCaller.OpenAsync();
        await using var quiet = await quietCaller.OpenAsync();
        var changing = ChangeUntilAsync(app, busyUser, over.Token);
        await Task.WhenAll(IsNeverSilentAsync(busy), IsNeverSilentAsync(quiet));
        await over.CancelAsync();
        Assert.True(await changing > 20);

        async Task IsNeverSilentAsync(LiveClient live)
        {
            var before = Clock.GetUtcNow();
            for (var comment = 0; comment < 2; comment++)
            {
                var at = await live.CommentAsync();
                Assert.InRange(at - before, TimeSpan.Zero, MaxSilence);
                before = at;
            }
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_expires_and_cuts_off_no_event()
    {
        var app = await apps.On();
        var expiry = DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds() + 3);
        var (user, caller) = await app.NewCallerAsync(claims => claims["exp"] = expiry.ToUnixTimeSeconds());
        await using var quiet = await caller.OpenAsync();
        await using var busy = await caller.OpenAsync();
        using var over = new CancellationTokenSource();
        var changing = ChangeUntilAsync(app, user, over.Token, metadata: 60_000);

        await busy.EndedAsync();
        await quiet.EndedAsync();
        Assert.InRange(Clock.GetUtcNow(), expiry, expiry + TimeSpan.FromSeconds(3));
        await over.CancelAsync();
        await changing;
        var last = default(LiveEvent);
        while (busy.Next() is { } next)
            last = next;
        Assert.True(last?.Version > 5, last?.ToString());
    }

    [Fact]
    public async Task A_token_that_is_taken_for_moments_after_its_end_has_a_stream_for_as_long()
    {
        var app = await apps.On();
        var expiry = DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds() - 1);
        var (_, caller) = await app.NewCallerAsync(claims => claims["exp"] = expiry.ToUnixTimeSeconds());
        await using var live = await caller.OpenAsync();
        await live.EndedAsync();
        Assert.InRange(Clock.GetUtcNow(), expiry + Skew, expiry + Skew + TimeSpan.FromSeconds(3));
        Expect.Unauthorized(await caller.CurrentAsync());
    }

    [Theory]
    [InlineData(3L), InlineData(100_000L), InlineData(4_102_444_800L), InlineData(253_402_300_799L), InlineData(99_999_999_999_999L)]
    public async Task A_token_that_lives_long_has_a_stream_like_any_other(long seconds)
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync(claims => claims["exp"] = (long)claims["iat"]! + seconds);
        var (live, _) = await caller.OpenedAsync();
        await using var closing = live;
        await app.ChangeAsync(user, 1);
        Assert.Equal(Watching.Called(1), (await live.NextAsync()).Name);
    }

    private static async Task<int> ChangeUntilAsync(Sandbox app, Person user, CancellationToken over, int metadata = 0)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(metadata > 0 ? 20 : 250));
        var number = 0;
        for (; !over.IsCancellationRequested; number++)
        {
            var change = user.Changed(number);
            change["data"]!["public_metadata"] = new JsonObject { ["much"] = new string('x', metadata) };
            Expect.Taken(await app.DeliverAsync(change));
            await beat.WaitForNextTickAsync();
        }
        return number;
    }
}
