using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrleansUsers.Harness;

/// <summary>A line to a database server that can be cut for whoever uses it, while all others reach the server.</summary>
public sealed class DatabaseLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly UnixDomainSocketEndPoint _server;
    private TaskCompletionSource _mended = new();

    private DatabaseLine(PostgresServer server)
    {
        _server = new UnixDomainSocketEndPoint(server.SocketFile);
        _mended.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    public static DatabaseLine To(PostgresServer server) => new(server);

    /// <summary>The connection string of this database by the line.</summary>
    public string ConnectionString(PostgresDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    }.ConnectionString;

    /// <summary>From now on nothing passes, in no direction, without an error to either side.</summary>
    public void Cut() => _mended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was held back passes, and all that follows.</summary>
    public void Mend() => _mended.TrySetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Mend();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception disposed) when (disposed is SocketException or ObjectDisposedException)
        {
            // The line is gone.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await server.ConnectAsync(_server);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (SocketException)
        {
            // One side is gone; so is the other.
        }
        client.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var received)
            {
                await _mended.Task;
                for (var sent = 0; sent < received;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, received - sent));
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // One side is gone; so is the other.
        }
    }
}
