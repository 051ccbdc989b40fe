using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Silo;

/// <summary>Finds a free port for a silo when none is set.</summary>
/// <remarks>
/// The search starts at a port that is computed from the cluster's name. So a process that is started again after a crash most likely gets
/// the same port. Orleans then declares the earlier silo of that address dead at once. At another port, probes would first have to find out
/// that the earlier silo is dead.
/// </remarks>
internal static class FreePort
{
    // Below the ports that the system gives to outgoing connections: such a connection could take the port before the silo listens.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static readonly List<Socket> Reservations = [];

    /// <summary>
    /// Whether a process listens on the port. Orleans opens its port for reuse: two silos could share it and would get each other's calls.
    /// </summary>
    public static bool IsTaken(int port) => Taken().Contains(port);

    /// <exception cref="SettingException">No port is free.</exception>
    public static int Find(string cluster)
    {
        var taken = Taken();
        var start = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(cluster)));
        for (var step = 0u; step < Count; step++)
        {
            var port = First + (int)((start + step) % Count);
            if (!taken.Contains(port) && TryReserve(port))
                return port;
        }
        throw new SettingException("Orleans__SiloPort", $"no port from {First} to {First + Count - 1} is free; set another one.");
    }

    private static HashSet<int> Taken() =>
        [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];

    // The silo listens only later. Until the process ends, the UDP port of the same number reserves the port against other processes.
    private static bool TryReserve(int port)
    {
        var reservation = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            reservation.Bind(new IPEndPoint(IPAddress.Loopback, port));
            lock (Reservations)
                Reservations.Add(reservation);
            return true;
        }
        catch (SocketException)
        {
            reservation.Dispose();
            return false;
        }
    }
}
