using System.Net;
using System.Net.Sockets;

namespace OrleansUsers.Harness;

/// <summary>A port of this machine that nobody listens on.</summary>
/// <remarks>It is below those that Linux gives to outgoing connections (from 32,768 on): one of them could take it at any moment.</remarks>
public static class FreePort
{
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens on it.
            }
        }
    }
}
