using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary><c>GET /admin/changes?wait=</c>: within a second of a change, and not after the time.</summary>
[Collection(nameof(SerialTests))]
public sealed class ChangeWaitTests(FeedApps apps) : IClassFixture<FeedApps>
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_waiting_call_is_answered_within_a_second_of_a_change(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var reader = await FeedReader.FromNowAsync(app);
        for (var i = 0; i < 5; i++)
        {
            var (user, waiting) = (Person.New(), reader.NextAsync(wait: 30));
            // That this one has come back tells that the other, which was sent before, is waiting.
            Assert.Equal(0, await (await FeedReader.FromNowAsync(app)).NextAsync(wait: 1));
            Expect.Taken(await app.DeliverAsync(user.Created()));
            var watch = Stopwatch.StartNew();
            Assert.Equal(1, await waiting);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
            Assert.Equal(new Change(user.Id, 1, "created"), reader.Read[^1]);
        }
    }

    [Fact]
    public async Task A_change_in_another_process_and_one_by_SQL_wake_it_too()
    {
        var app = await apps.On(DatabaseKind.Postgres);
        await using var peer = await app.StartPeerAsync();
        var (reader, user) = (await FeedReader.FromNowAsync(app), Person.New());
        var waiting = reader.NextAsync(wait: 30);
        Expect.Taken(await peer.DeliverAsync(app.Secret, user.Created()));
        Assert.Equal(1, await waiting.WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken));

        waiting = reader.NextAsync(wait: 30);
        await app.Database.ExecuteAsync(
            "update users set name = 'Eve', version = version + 1, revision = revision + 1 where external_id = @id", user.Id);
        Assert.Equal(1, await waiting.WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken));
        Assert.Equal(new Change(user.Id, 2, "updated"), reader.Read[^1]);
        // It leaves the cluster. If it were only killed, the app would answer 503 to the next test until that is noticed.
        await peer.StopAsync();
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Without_a_change_it_is_answered_when_its_time_is_over_and_when_the_process_stops(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var (reader, watch) = (await FeedReader.FromNowAsync(app), Stopwatch.StartNew());
        Assert.Equal(0, await reader.NextAsync(wait: 2));
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));

        var waiting = reader.NextAsync(wait: 30);
        Assert.Equal(0, await (await FeedReader.FromNowAsync(app)).NextAsync(wait: 1));
        watch.Restart();
        await app.Api.StopAsync();
        Assert.Equal(0, await waiting);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));

        await app.Api.RestartAsync();
        var user = Person.New();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Assert.Equal(1, await reader.NextAsync());
        Assert.Equal(user.Id, reader.Read[^1].UserId);
    }
}
