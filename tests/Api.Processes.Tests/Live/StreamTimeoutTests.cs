using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class StreamTimeoutTests(Apps apps)
{
    private const int Places = 20;

    [Fact]
    public async Task Who_does_not_read_keeps_no_place_for_long_after_the_token_expired()
    {
        var app = await apps.On();
        var expiry = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 4);
        var (user, expiring) = await app.NewCallerAsync(claims => claims["exp"] = expiry.ToUnixTimeSeconds());
        var lasting = await app.SignedInAsync(user.Id);
        var stalled = await Task.WhenAll(Enumerable.Range(0, Places).Select(_ => expiring.OpenAsync()));
        foreach (var live in stalled)
            live.StopReading();
        await app.FillAsync(user, from: 1, count: 300);

        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var isIn = false; !isIn; await beat.WaitForNextTickAsync())
        {
            await using var live = await lasting.LiveAsync();
            isIn = live.Status == HttpStatusCode.OK;
            Assert.InRange(TimeProvider.System.GetUtcNow(), isIn ? expiry : DateTimeOffset.MinValue, expiry.AddSeconds(8));
        }
        foreach (var live in stalled)
            await live.DisposeAsync();
    }
}
