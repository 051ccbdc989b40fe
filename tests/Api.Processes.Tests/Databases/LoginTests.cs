using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What a server asks of the program's login: limits of connections and time, a password that changes.</summary>
public sealed class LoginTests(LoginServer own) : IClassFixture<LoginServer>
{
    private readonly Sandbox _app = own.App;

    [Fact]
    public async Task A_password_that_is_changed_in_its_file_is_used_by_the_next_connection()
    {
        await own.AlterAsync("password 'the-second'");
        await Readiness.IsSoonAsync(_app.Api, ready: false);
        var user = Person.New();
        Expect.Unavailable(await _app.DeliverAsync(user.Created()));

        await own.WritePasswordAsync("the-second");
        await Readiness.IsSoonAsync(_app.Api, ready: true);
        Expect.Taken(await _app.DeliverAsync(user.Created()));
        Assert.DoesNotContain("the-second", _app.Api.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_work_with_a_login_of_ten_connections()
    {
        await own.AlterAsync("connection limit 10");
        await using var peer = await _app.StartPeerAsync();
        var users = Enumerable.Range(0, 200).Select(_ => Person.New()).ToArray();
        var calls = users.Select((user, at) => UseAsync(user, at % 2 == 0 ? _app.Api : peer));
        Assert.All((await Task.WhenAll(calls)).SelectMany(statuses => statuses), status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.InRange(await own.ConnectionsAsync(), 2, 10);
        Assert.Equal(2L, (await _app.Database.QueryAsync("select count(*) from OrleansMembershipTable where Status = 3"))[0]["count"]);
        await peer.StopAsync();
        await own.AlterAsync("connection limit -1");
    }

    [Fact]
    public async Task A_login_without_a_connection_left_is_503_until_it_has_one()
    {
        await own.AlterAsync("connection limit 0");
        await Readiness.IsSoonAsync(_app.Api, ready: false);
        var user = Person.New();
        Expect.Unavailable(await _app.DeliverAsync(user.Created()));
        await own.AlterAsync("connection limit -1");
        await Readiness.IsSoonAsync(_app.Api, ready: true);
        Expect.Taken(await _app.DeliverAsync(user.Created()));
    }

    [Fact]
    public async Task Statements_that_the_server_ends_are_503_and_a_process_starts_all_the_same()
    {
        await own.AlterAsync("set statement_timeout = '200ms'");
        await using var peer = await _app.StartPeerAsync();
        var user = Person.New();
        await using (var blocker = await _app.Database.OpenAsync())
        await using (var block = blocker.CreateCommand())
        {
            block.CommandText = "begin; lock table users in exclusive mode";
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Expect.Unavailable(await _app.DeliverAsync(user.Created()));
            await Readiness.IsSoonAsync(_app.Api, ready: false);
        }
        await Readiness.IsSoonAsync(_app.Api, ready: true);
        Expect.Taken(await _app.DeliverAsync(user.Created()));
        await peer.StopAsync();
        await own.AlterAsync("reset statement_timeout");
    }

    [Fact]
    public async Task Connections_that_were_idle_for_too_long_cost_no_call()
    {
        await own.AlterAsync("set idle_session_timeout = '100ms'");
        await Readiness.IsSoonAsync(_app.Api, ready: true);
        for (var round = 0; round < 3; round++)
        {
            var user = Person.New();
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], await UseAsync(user, _app.Api));
            // Those of the heartbeat, the membership and the follower of the journal are opened again and again.
            using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            while (await own.ConnectionsAsync() > 1)
                await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        await own.AlterAsync("reset idle_session_timeout");
    }

    private async Task<HttpStatusCode[]> UseAsync(Person user, ApiProcess at)
    {
        var delivered = await at.DeliverAsync(_app.Secret, user.Created());
        var caller = await _app.SignedInAsync(_app.Clerk, user.Id, at: at);
        var read = await caller.CurrentAsync();
        var sent = await caller.SendAsync("hello");
        return [delivered.Status, read.Status, sent.Status == HttpStatusCode.Created ? HttpStatusCode.OK : sent.Status];
    }
}
