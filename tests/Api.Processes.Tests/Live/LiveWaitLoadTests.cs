using System.Diagnostics;
using System.Net;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveWaitLoadTests(Apps apps)
{
    private const int Rounds = 12;
    private const int Users = 25;
    private const int ConnectionSwarm = 200;
    private static readonly TimeSpan WellUnderTheWait = TimeSpan.FromSeconds(10);

    // Both at once is where a wake-up would be lost; the odd ones come apart.
    private static readonly Gen<int> Milliseconds = Gen.Frequency((3, Gen.Const(0)), (2, Gen.Int[1, 6]), (1, Gen.Int[7, 60]));

    private static readonly Gen<(int Wait, int Store, string How)[]> Race =
        Gen.Select(Milliseconds, Milliseconds, Gen.OneOf("webhook", "store", "link")).Array[Users];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task No_wait_misses_the_moment_however_near_it_is(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        // A failure prints the seed that brings its race back.
        await Race.SampleAsync(
            async race => await Task.WhenAll(race.Select(one => RaceAsync(app, one.Wait, one.Store, one.How))),
            iter: Rounds,
            threads: 1);
    }

    [Fact]
    public async Task Two_hundred_waits_for_one_user_do_not_hold_up_its_webhook()
    {
        var app = await apps.On();
        var (user, caller) = await app.NewCallerAsync();
        var crowd = Enumerable.Range(0, ConnectionSwarm).Select(_ => caller.WaitAsync(30)).ToArray();
        Expect.Problem(await caller.WaitAsync(1), HttpStatusCode.NotFound);

        var watch = Stopwatch.StartNew();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        var answers = await Task.WhenAll(crowd).WaitAsync(WellUnderTheWait);
        Assert.Single(answers.Select(answer => Expect.Ok(answer).ToJsonString()).Distinct());
    }

    [Fact]
    public async Task Clients_that_go_away_in_mid_wait_leave_no_trace()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (user, caller) = await app.NewCallerAsync();
        using var gone = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, ConnectionSwarm).Select(_ => GetAsync(caller, gone.Token)).ToArray();
        Expect.Problem(await caller.WaitAsync(1), HttpStatusCode.NotFound);
        await gone.CancelAsync();
        await Task.WhenAll(crowd);

        Expect.Taken(await app.DeliverAsync(user.Created()));
        Assert.Equal(user.Id, Links.IdOf(await caller.WaitAsync(1)));
        var watch = Stopwatch.StartNew();
        await app.Api.StopAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.DoesNotContain("Exception", app.Api.Output, StringComparison.Ordinal);
    }

    private static async Task RaceAsync(Sandbox app, int waitAfter, int storeAfter, string how)
    {
        var subject = Auth0Person.New().Subject;
        var (user, caller) = await app.NewCallerAsync();
        if (how == "link")
            (user, caller) = (await app.NewUserAsync(), await app.SignedInAsync(app.Auth0, subject));
        var storing = AfterAsync(storeAfter, () => how switch
        {
            "webhook" => app.DeliverAsync(user.Created()),
            "store" => caller.StoreAsync(),
            _ => app.Admin.LinkAsync(user.Id, app.Auth0.TokenIdentifier(subject)),
        });
        var waiting = AfterAsync(waitAfter, () => caller.WaitAsync(30));
        Assert.Equal(HttpStatusCode.OK, (await storing).Status);
        Assert.Equal(user.Id, Links.IdOf(await waiting.WaitAsync(WellUnderTheWait)));
    }

    private static async Task<Answer> AfterAsync(int milliseconds, Func<Task<Answer>> call)
    {
        await Task.Delay(milliseconds);
        return await call();
    }

    private static async Task GetAsync(SignedIn caller, CancellationToken gone)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/users/current?wait=30", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", caller.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller.Api.Client.SendAsync(request, gone));
    }
}
