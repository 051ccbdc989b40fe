using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace OrleansUsers.Api;

/// <summary>
/// Where connections come in. They can be closed while the connections that are there go on, which the server by itself does not.
/// </summary>
internal sealed class ConnectionListeners(IOptions<SocketTransportOptions> options, ILoggerFactory logs) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory _sockets = new(options, logs);
    private readonly List<IConnectionListener> _open = [];

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await _sockets.BindAsync(endpoint, cancellationToken);
        _open.Add(listener);
        return listener;
    }

    /// <summary>From now on a connection is refused.</summary>
    public async Task Close()
    {
        foreach (var listener in _open)
            await listener.UnbindAsync();
    }
}
