using System.Diagnostics;

namespace OrleansUsers.Api.Tests;

public sealed class IdleConnectionTests(Apps apps)
{
    [Fact]
    public async Task A_connection_on_which_nothing_happens_is_closed_after_more_than_a_minute()
    {
        var app = await apps.On();
        await Task.WhenAll(ClosesAsync(""), ClosesAsync("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"));

        async Task ClosesAsync(string before)
        {
            var watch = Stopwatch.StartNew();
            using var connection = await RawConnection.OpenAsync(app.Api, before);
            await connection.ReadToEndAsync(TimeSpan.FromSeconds(100));
            Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(74), TimeSpan.FromSeconds(90));
        }
    }
}
