using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveRestartTests(Apps apps)
{
    private static readonly TimeSpan AFewSeconds = TimeSpan.FromSeconds(5);

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_process_that_is_stopped_ends_its_streams_and_is_gone_in_a_few_seconds(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var callers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.NewCallerAsync()));
        foreach (var (user, _) in callers.Take(40))
            await app.ChangeAsync(user, 1);
        var streams = await Task.WhenAll(callers.Select(one => one.Caller.OpenAsync()));
        foreach (var live in streams)
            await live.NextAsync();

        var watch = Stopwatch.StartNew();
        var stopping = app.Api.StopAsync();
        await Task.WhenAll(streams.Select(live => live.EndedAsync()));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await stopping;
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AFewSeconds);
        Assert.Equal(0, app.Api.ExitCode);
        await Task.WhenAll(streams.Select(live => live.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Clients_that_wait_or_do_not_read_keep_no_process_from_stopping()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (_, waiter) = await app.NewCallerAsync();
        var (user, caller) = await app.NewCallerAsync();
        await using var stalled = await caller.OpenAsync();
        await stalled.NextAsync();
        stalled.StopReading();
        var number = await app.FillAsync(user, from: 1, count: 300);
        await using var other = await caller.OpenAsync();
        Assert.Equal(Watching.Called(number), (await other.NextAsync()).Name);

        var waiting = waiter.WaitAsync(30);
        Assert.Equal(HttpStatusCode.NotFound, (await waiter.WaitAsync(1)).Status);
        var watch = Stopwatch.StartNew();
        await app.Api.StopAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AFewSeconds);
        Assert.Equal(0, app.Api.ExitCode);
        Expect.Unavailable(await waiting);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task After_a_kill_a_client_hears_only_what_it_missed(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var (same, missed) = (await app.NewCallerAsync(), await app.NewCallerAsync());
        var (deleted, nobody) = (await app.NewCallerAsync(), await app.NewCallerAsync());
        foreach (var (user, _) in new[] { same, missed, deleted })
            await app.ChangeAsync(user, 1);
        var all = new[] { same, missed, deleted, nobody };
        var before = await Task.WhenAll(all.Select(one => one.Caller.OpenedAsync()));
        foreach (var (live, _) in before)
            await live.DisposeAsync();
        await app.ChangeAsync(missed.User, 2);
        Expect.Taken(await app.DeliverAsync(deleted.User.Deleted()));

        await app.Api.KillAsync();
        await app.Api.RestartAsync();
        var after = await Task.WhenAll(all.Zip(before, (one, was) => one.Caller.OpenAsync(was.First.Id)));
        Assert.Equal(Watching.Called(2), (await after[1].NextAsync()).Name);
        var end = await after[2].NextAsync();
        Assert.Null(end.User);
        Assert.True(end.Version > before[2].First.Version);
        foreach (var index in new[] { 0, 3 })
        {
            await after[index].CommentAsync();
            await app.ChangeAsync(all[index].User, 3);
            Assert.Equal(Watching.Called(3), (await after[index].NextAsync()).Name);
        }
        foreach (var live in after)
            await live.DisposeAsync();
    }

    [Fact]
    public async Task A_kill_cuts_off_no_event_in_a_way_that_looks_whole()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (_, caller) = await app.NewCallerAsync();
        var (live, _) = await caller.OpenedAsync();
        await using var closing = live;
        await app.Api.KillAsync();
        await Assert.ThrowsAnyAsync<IOException>(live.EndedAsync);
    }
}
