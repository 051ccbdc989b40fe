using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Silo;

/// <summary>Finds a free port for a silo when none is set.</summary>
/// <remarks>
/// The search starts where the name of the cluster says. So a process that is started again after a crash most likely gets the port of its
/// dead predecessor, and Orleans declares the older silo of an address dead at once; at another port it would first wait for the dead one
/// to be missed.
/// </remarks>
internal static class FreePort
{
    // Below the range from which the system gives ports to outgoing connections: one of those could take the port before the silo does.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static readonly List<Socket> Claims = [];

    /// <summary>
    /// Whether some process listens on a port. Two silos could share one, since Orleans opens it for reuse, and would get each other's
    /// calls.
    /// </summary>
    public static bool IsTaken(int port) => Taken().Contains(port);

    /// <exception cref="SettingException">There is none.</exception>
    public static int Find(string cluster)
    {
        var taken = Taken();
        var start = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(cluster)));
        for (var step = 0u; step < Count; step++)
        {
            var port = First + (int)((start + step) % Count);
            if (!taken.Contains(port) && TryClaim(port))
                return port;
        }
        throw new SettingException("Orleans__SiloPort", "no port is free; set one.");
    }

    private static HashSet<int> Taken() =>
        [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];

    // The silo listens later only. Until then, and until the process ends, the UDP port of the same number keeps other processes off.
    private static bool TryClaim(int port)
    {
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            claim.Bind(new IPEndPoint(IPAddress.Loopback, port));
            lock (Claims)
                Claims.Add(claim);
            return true;
        }
        catch (SocketException)
        {
            claim.Dispose();
            return false;
        }
    }
}
