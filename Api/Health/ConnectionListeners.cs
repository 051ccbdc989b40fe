using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace OrleansUsers.Api;

/// <summary>
/// The sockets that accept connections. They can be closed while existing connections stay open, which the server itself does not offer.
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

    /// <summary>Stops accepting connections: new ones are refused.</summary>
    public async Task Close()
    {
        foreach (var listener in _open)
            await listener.UnbindAsync();
    }
}
