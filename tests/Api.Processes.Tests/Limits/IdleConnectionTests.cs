using System.Diagnostics;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class IdleConnectionTests(Apps apps)
{
    private const int Seconds = 4;

    [Fact]
    public async Task A_connection_on_which_nothing_happens_is_closed_after_the_time_that_is_set()
    {
        await using var app = await apps.StartAsync(
            DatabaseKind.Sqlite, settings => settings.With("Limits__KeepAliveSeconds", $"{Seconds}"));
        await Task.WhenAll(ClosesAsync(""), ClosesAsync("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"));

        async Task ClosesAsync(string before)
        {
            var watch = Stopwatch.StartNew();
            using var connection = await RawConnection.OpenAsync(app.Api, before);
            await connection.ReadToEndAsync(TimeSpan.FromSeconds(30));
            Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(Seconds - 1), TimeSpan.FromSeconds(Seconds + 15));
        }
    }

    [Fact]
    public void An_idle_connection_is_kept_for_longer_than_the_minute_after_which_load_balancers_close_theirs() =>
        Assert.InRange(new LimitSettings().KeepAliveSeconds, 74, 90);
}
