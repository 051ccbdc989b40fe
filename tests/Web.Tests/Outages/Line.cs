using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OrleansUsers.Web.Tests;

/// <summary>A line between the browser and the program that can be cut. What Chromium offers for that leaves open streams alone.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly IPEndPoint _begin;
    private readonly IPEndPoint _target;
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private TcpListener _listener;
    private Task _accepting;

    private Line(IPEndPoint target)
    {
        _target = target;
        (_listener, _accepting) = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        _begin = (IPEndPoint)_listener.LocalEndpoint;
    }

    /// <summary>Where it begins.</summary>
    public Uri Address => new($"http://{_begin}");

    public static Line To(Uri program) => new(new IPEndPoint(IPAddress.Parse(program.Host), program.Port));

    /// <summary>Ends all connections, and takes no new ones.</summary>
    public void Cut()
    {
        _listener.Stop();
        while (_ends.TryTake(out var end))
            end.Dispose();
    }

    public void Mend() => (_listener, _accepting) = Listen(_begin);

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _accepting;
    }

    private (TcpListener Listener, Task Accepting) Listen(IPEndPoint at)
    {
        var listener = new TcpListener(at);
        listener.Start();
        return (listener, AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ConnectAsync(await listener.AcceptTcpClientAsync());
        }
        catch (SocketException)
        {
            // It was cut.
        }
    }

    private async Task ConnectAsync(TcpClient browser)
    {
        var program = new TcpClient();
        _ends.Add(browser);
        _ends.Add(program);
        try
        {
            await program.ConnectAsync(_target);
            await Task.WhenAny(browser.GetStream().CopyToAsync(program.GetStream()), program.GetStream().CopyToAsync(browser.GetStream()));
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side hung up, or the line was cut; so does the other.
        }
        browser.Dispose();
        program.Dispose();
    }
}
