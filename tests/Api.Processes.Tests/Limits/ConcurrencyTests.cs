using System.Diagnostics;
using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What a process does that has as many requests as it takes.</summary>
public sealed class ConcurrencyTests(Apps apps)
{
    private const int AtOnce = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Over_its_limit_the_process_sends_clients_and_webhooks_away_and_soon_takes_them_again()
    {
        await using var app = await StartAsync();
        var (user, caller) = await app.NewCallerAsync();
        using (await ConnectionSwarm.OfAsync(AtOnce, () => PostAdmittedAsync(app.Api)))
        {
            IsBusy(await caller.StoreAsync());
            IsBusy(await caller.ChannelAsync("general"));
            IsBusy(await app.Admin.DeleteAsync(user.Id));
            IsBusy(await app.Api.GetAsync("/nothing-here"));
            IsBusy((await caller.LiveAsync()).Refusal!);
            Expect.Unavailable(await app.DeliverAsync(user.Created()));
            Expect.Unavailable(await app.DeliverAsync(app.Auth0, Auth0Person.New().Created()));
            Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/live")).Status);
            Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/health/ready")).Status);
        }
        Expect.Ok(await Until.AnswerAsync(caller.StoreAsync, answer => answer.Status != HttpStatusCode.TooManyRequests));
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var listed = Expect.Ok(await app.Admin.SendAsync(HttpMethod.Get, "/admin/webhooks"))["items"]!.AsArray();
        var overloaded = listed.Where(item => (string?)item!["reason"] == "overloaded").ToList();
        Assert.Equal(["auth0", "clerk"], overloaded.Select(item => (string?)item!["provider"]));
        Assert.All(overloaded, item => Assert.Equal("failed", (string?)item!["outcome"]));
    }

    [Fact]
    public async Task What_is_held_open_on_purpose_is_not_counted()
    {
        await using var app = await StartAsync();
        var (user, caller) = await app.NewCallerAsync();
        var streams = new List<LiveClient>();
        for (var n = 0; n < AtOnce; n++)
            streams.Add(await caller.OpenAsync());
        // Each of them counts until it waits, and so may meet one too many.
        var waiting = Enumerable.Range(0, AtOnce)
            .Select(_ => Until.AnswerAsync(() => caller.WaitAsync(30), answer => answer.Status != HttpStatusCode.TooManyRequests))
            .ToArray();
        Expect.Taken(await Until.AnswerAsync(() => app.DeliverAsync(user.Created()), answer => answer.Status == HttpStatusCode.OK));
        Assert.All(await Task.WhenAll(waiting), answer => Expect.Ok(answer));
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    private Task<Sandbox> StartAsync() =>
        apps.StartAsync(DatabaseKind.Sqlite, settings => settings.With("Limits__ConcurrentRequests", $"{AtOnce}"));

    // One that is still on its way could find its place taken by the very request that is to be refused.
    private static async Task<RawConnection> PostAdmittedAsync(ApiProcess api)
    {
        for (var patience = Stopwatch.StartNew(); ;)
        {
            var post = await RawConnection.PostAsync(api, Harness.Webhooks.Path, length: 100, sent: 0, "Expect: 100-continue");
            if (await post.ReadLineAsync(Patience) is "HTTP/1.1 100 Continue")
                return post;
            // An earlier request gives its place back a moment after it was answered.
            post.Dispose();
            Assert.InRange(patience.Elapsed, TimeSpan.Zero, Patience);
        }
    }

    private static void IsBusy(Answer answer)
    {
        Expect.Problem(answer, HttpStatusCode.TooManyRequests);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }
}
