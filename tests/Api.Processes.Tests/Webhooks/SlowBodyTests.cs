using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SlowBodyTests(Apps apps)
{
    [Fact]
    public async Task A_body_that_never_ends_is_answered_503_after_ten_seconds()
    {
        var app = await apps.On();
        var address = app.Api.Client.BaseAddress!;
        using var sender = new TcpClient();
        await sender.ConnectAsync(address.Host, address.Port);
        await using var stream = sender.GetStream();
        var clock = Stopwatch.StartNew();
        var head = $"POST {Harness.Webhooks.Path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: 100\r\n\r\n{{";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 503 Service Unavailable", await reader.ReadLineAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(12));
    }
}
