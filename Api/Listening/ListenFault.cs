using System.Net.Sockets;

namespace OrleansUsers.Api;

/// <summary>Describes why the web server cannot listen on an address, and what would be right.</summary>
internal static class ListenFault
{
    private const string NoCertificate =
        "https needs a certificate. Set Kestrel__Certificates__Default__Path, with __Password (PFX) or __KeyPath (PEM), or listen on http.";

    public static string Describe(Exception fault, ListenAddress address, bool hasCertificate)
    {
        if (SocketErrorOf(fault) is { } error)
            return address.Parse().IsUnixPipe ? DescribeFile(error) : Describe(error);
        if (fault is InvalidOperationException && address.IsHttps && !hasCertificate)
            return NoCertificate;
        return $"the web server refuses it. {fault.Message.Split('\n')[0].Trim()}";
    }

    private static string Describe(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => "another process listens there already. Stop it, or choose another port.",
        SocketError.AccessDenied => "this account may not listen on that port. Choose one from 1024 on, or grant CAP_NET_BIND_SERVICE.",
        SocketError.AddressNotAvailable => "this machine has no such address. Choose one of its own, localhost, or * for all of them.",
        _ => $"the process cannot listen there ({error}). Choose localhost, or * for all addresses of this machine.",
    };

    private static string DescribeFile(SocketError error) => error switch
    {
        SocketError.AccessDenied => "this account may not make that socket file. Choose a folder that it may write to.",
        SocketError.AddressNotAvailable => "that socket file cannot be made. Its folder must exist.",
        _ => $"that socket file cannot be made ({error}). Choose another one.",
    };

    private static SocketError? SocketErrorOf(Exception? fault) => fault switch
    {
        null => null,
        SocketException socket => socket.SocketErrorCode,
        // For localhost the server tries both loopback addresses, IPv4 and IPv6.
        AggregateException several => several.InnerExceptions.Select(SocketErrorOf).FirstOrDefault(error => error is not null),
        _ => SocketErrorOf(fault.InnerException),
    };
}
