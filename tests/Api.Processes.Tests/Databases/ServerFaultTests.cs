using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A PostgreSQL server that is restarted or made read-only, or closes connections, while one process runs all the time.</summary>
[Collection(nameof(SerialTests))]
public sealed class ServerFaultTests(OwnServer own) : IClassFixture<OwnServer>
{
    private const double Soon = 5;

    private readonly Sandbox _app = own.App;

    private PostgresServer Server => own.Server;

    [Fact]
    public async Task A_server_that_was_made_read_only_is_not_ready_and_answers_503_until_it_takes_writes_again()
    {
        var (known, user) = (Person.New(), Person.New());
        Expect.Taken(await _app.DeliverAsync(known.Created()));
        var caller = await _app.SignedInAsync(known.Id);
        await Server.SetReadOnlyAsync(true);
        await Readiness.IsSoonAsync(_app.Api, ready: false, Soon);

        Expect.Unavailable(await _app.DeliverAsync(user.Created()));
        Expect.Unavailable(await (await _app.SignedInAsync(user.Id)).StoreAsync());
        Expect.Unavailable(await caller.SendAsync("hello"));
        Expect.Unavailable(await _app.Admin.DeleteAsync(known.Id));
        Expect.Ok(await caller.CurrentAsync());

        var line = await Refusal.LineOfAsync(_app.Settings, "ConnectionStrings__Users", _app.Database.Postgres!.Password);
        Assert.Contains("takes no writes", line, StringComparison.Ordinal);

        await Server.SetReadOnlyAsync(false);
        await Readiness.IsSoonAsync(_app.Api, ready: true, Soon);
        Expect.Taken(await _app.DeliverAsync(user.Created()));
        Expect.Ok(await caller.CurrentAsync());
    }

    [Fact]
    public async Task Connections_that_the_server_closed_cost_no_call()
    {
        for (var round = 0; round < 10; round++)
        {
            var user = Person.New();
            await Server.CloseConnectionsAsync();
            Expect.Taken(await _app.DeliverAsync(user.Created()));
            var caller = await _app.SignedInAsync(user.Id);
            await Server.CloseConnectionsAsync();
            Expect.Ok(await caller.CurrentAsync());
            await Server.CloseConnectionsAsync();
            Assert.Equal(HttpStatusCode.Created, (await caller.SendAsync("hello")).Status);
            await Server.CloseConnectionsAsync();
            Assert.Equal(HttpStatusCode.OK, (await _app.Api.GetAsync("/health/ready")).Status);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_server_that_restarts_is_used_again_within_seconds(bool crash)
    {
        var user = Person.New();
        await (crash ? Server.CrashAsync() : Server.StopAsync());
        await Readiness.IsSoonAsync(_app.Api, ready: false, Soon);
        Expect.Unavailable(await _app.DeliverAsync(user.Created()));
        await Server.StartAgainAsync();
        await Readiness.IsSoonAsync(_app.Api, ready: true, Soon);
        Expect.Taken(await _app.DeliverAsync(user.Created()));
    }

    [Theory, InlineData(0.5), InlineData(1), InlineData(1.5), InlineData(2), InlineData(2.5), InlineData(3)]
    public async Task A_process_that_is_ready_after_the_server_was_away_goes_on(double seconds)
    {
        var caller = await _app.SignedInAsync(Person.New().Id);
        Expect.Ok(await caller.StoreAsync());
        await Server.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
        await Server.StartAgainAsync();
        await Readiness.IsSoonAsync(_app.Api, ready: true, Soon);
        for (var until = TimeProvider.System.GetUtcNow().AddSeconds(1.5); TimeProvider.System.GetUtcNow() < until;)
            Expect.Ok(await caller.CurrentAsync());
    }

    [Fact]
    public async Task Readiness_is_asked_of_the_server_once_a_second_however_many_ask()
    {
        var before = await TransactionsAsync();
        var until = TimeProvider.System.GetUtcNow().AddSeconds(3);
        var polls = 0;
        while (TimeProvider.System.GetUtcNow() < until)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _app.Api.GetAsync("/health/ready")));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            polls += answers.Length;
        }
        // The journal is read four times a second, heartbeats are written each second, and membership asks a few times, too.
        Assert.InRange(await TransactionsAsync() - before, 1, 40);
        Assert.True(polls >= 300, $"{polls} polls");
    }

    [Fact]
    public async Task A_server_that_hangs_is_told_to_all_who_poll_within_seconds()
    {
        await using (var blocker = await _app.Database.OpenAsync())
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText = "begin; lock table users in access exclusive mode";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await Readiness.IsSoonAsync(_app.Api, ready: false, Soon);
            for (var i = 0; i < 3; i++)
            {
                var polls = Enumerable.Range(0, 100).Select(_ => Readiness.IsSoonAsync(_app.Api, ready: false, seconds: 4));
                await Task.WhenAll(polls);
            }
        }
        await Readiness.IsSoonAsync(_app.Api, ready: true, Soon);
    }

    private async Task<long> TransactionsAsync()
    {
        var rows = await _app.Database.QueryAsync(
            "select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()");
        return (long)rows[0]["count"]!;
    }
}
