using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LiveLimitTests(Apps apps)
{
    private const int Places = 20;

    [Fact]
    public async Task A_user_has_20_streams_and_who_comes_then_is_told_when_to_come_again()
    {
        var app = await apps.On();
        var (_, caller) = await app.NewCallerAsync();
        var (_, other) = await app.NewCallerAsync();
        await using var open = await StreamsAsync(caller, Places);
        await using var refused = await caller.LiveAsync();
        IsRefused(refused);
        await using var others = await other.OpenAsync();

        await open[7].DisposeAsync();
        await IsLetInAsync(caller);
    }

    [Fact]
    public async Task Of_30_streams_opened_at_once_20_are_let_in()
    {
        var (_, caller) = await (await apps.On()).NewCallerAsync();
        await using (var opened = await StreamsAsync(caller, Places + 10))
        {
            Assert.Equal(Places, opened.Count(live => live.Status == HttpStatusCode.OK));
            Assert.All(opened.Where(live => live.Status != HttpStatusCode.OK), IsRefused);
        }
        // Neither those who were let in nor those who were not keep a place.
        await IsLetInAsync(caller, Places);
    }

    [Fact]
    public async Task All_sign_ins_of_a_user_share_its_places()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        await using var open = await StreamsAsync(await app.SignedInAsync(user.Id), Places);
        var linked = await app.SignedInAsync(app.Auth0, subject);
        await using var refused = await linked.LiveAsync();
        IsRefused(refused);
        Assert.Equal(user.Id, Links.IdOf(await linked.WaitAsync(1)));
    }

    private static void IsRefused(LiveClient live)
    {
        Expect.Problem(live.Refusal!, HttpStatusCode.TooManyRequests);
        Assert.True(live.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    // The server hears of a client's going when the network tells it.
    private static async Task IsLetInAsync(SignedIn caller, int count = 1)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(LiveClient.Patience);
        do
        {
            await using var all = await StreamsAsync(caller, count);
            if (all.TrueForAll(live => live.Status == HttpStatusCode.OK))
                return;
        }
        while (await beat.WaitForNextTickAsync(patience.Token));
    }

    private static async Task<Streams> StreamsAsync(SignedIn caller, int count) =>
        [.. await Task.WhenAll(Enumerable.Range(0, count).Select(_ => caller.LiveAsync()))];

    private sealed class Streams : List<LiveClient>, IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.WhenAll(this.Select(live => live.DisposeAsync().AsTask()));
    }
}
