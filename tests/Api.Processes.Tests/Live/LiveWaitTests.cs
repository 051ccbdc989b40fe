using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveWaitTests(Apps apps)
{
    // Far from the 30 s that is waited for, and from what asking again and again would take.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "webhook"), InlineData(DatabaseKind.Sqlite, "store"), InlineData(DatabaseKind.Sqlite, "link")]
    [InlineData(DatabaseKind.Postgres, "webhook"), InlineData(DatabaseKind.Postgres, "store"), InlineData(DatabaseKind.Postgres, "link")]
    public async Task A_wait_is_answered_at_the_moment_the_user_is_stored(DatabaseKind kind, string how)
    {
        var (app, subject) = (await apps.On(kind), Auth0Person.New().Subject);
        var (user, caller) = await app.NewCallerAsync();
        if (how is "link")
            (user, caller) = (await app.NewUserAsync(), await app.SignedInAsync(app.Auth0, subject));

        var waiting = caller.WaitAsync(30);
        // That this one has gone by tells that the other, which was sent before, is waiting.
        Expect.Problem(await caller.WaitAsync(1), HttpStatusCode.NotFound);
        Assert.False(waiting.IsCompleted);
        switch (how)
        {
            case "webhook": Expect.Taken(await app.DeliverAsync(user.Created())); break;
            case "store": Expect.Ok(await caller.StoreAsync()); break;
            default: await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject)); break;
        }
        var stored = Expect.Ok(await waiting.WaitAsync(AtOnce));
        Assert.Equal(Expect.Ok(await caller.CurrentAsync()).ToJsonString(), stored.ToJsonString());
        Assert.Equal(user.Id, (string?)stored["id"]);
    }

    [Theory, InlineData(1), InlineData(3)]
    public async Task Whoever_is_not_stored_is_not_found_after_that_many_seconds_and_not_before(int seconds)
    {
        var (_, caller) = await (await apps.On()).NewCallerAsync();
        var watch = Stopwatch.StartNew();
        Expect.Problem(await caller.WaitAsync(seconds), HttpStatusCode.NotFound);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds) + AtOnce);
    }

    [Fact]
    public async Task Whoever_is_stored_already_does_not_wait()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Assert.Equal(user.Id, Links.IdOf(await caller.WaitAsync(30).WaitAsync(AtOnce)));
    }

    [Theory]
    [InlineData("wait=0"), InlineData("wait=31"), InlineData("wait=-1"), InlineData("wait=-0")]
    [InlineData("wait=%2B1"), InlineData("wait=+1")]
    [InlineData("wait=abc"), InlineData("wait=1.5"), InlineData("wait=1e1"), InlineData("wait=0x5")]
    [InlineData("wait=5s"), InlineData("wait=1,000")]
    [InlineData("wait="), InlineData("wait"), InlineData("wait=%20"), InlineData("wait=%205")]
    [InlineData("wait=5%20"), InlineData("wait=5%00")]
    [InlineData("wait=1&wait=2"), InlineData("wait=5&wait=5"), InlineData("wait=5&wait=")]
    [InlineData("wait=99999999999999999999999999"), InlineData("wait=4294967297")]
    [InlineData("wait=%D9%A3"), InlineData("wait=%EF%BC%93"), InlineData("wait=%FF")]
    public async Task What_is_no_number_of_seconds_from_1_to_30_is_refused_whoever_asks(string query)
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        Expect.Problem(await app.Api.GetAsync($"/users/current?{query}", caller.Token), HttpStatusCode.BadRequest);
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Problem(await app.Api.GetAsync($"/users/current?{query}", caller.Token), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nobody_waits_without_a_token()
    {
        var app = await apps.On();
        Expect.Unauthorized(await app.Api.GetAsync("/users/current?wait=30").WaitAsync(AtOnce));
        Expect.Unauthorized(await app.Api.GetAsync("/users/current?wait=nonsense").WaitAsync(AtOnce));
    }

    [Fact]
    public async Task A_user_who_is_deleted_instead_of_stored_is_not_found_at_the_end()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        var watch = Stopwatch.StartNew();
        var waiting = caller.WaitAsync(3);
        Expect.Problem(await caller.WaitAsync(1), HttpStatusCode.NotFound);
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Problem(await waiting, HttpStatusCode.NotFound);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3) + AtOnce);
    }
}
