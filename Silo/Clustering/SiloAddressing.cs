using System.Net;
using Microsoft.Extensions.Configuration;

namespace OrleansUsers.Silo;

/// <summary>Where this silo listens and how the others reach it.</summary>
/// <param name="SiloPort">A free one when none is set, so that two checkouts run side by side.</param>
/// <param name="GatewayPort">0, closed, when none is set: every caller of a grain is itself a silo of the cluster.</param>
/// <param name="Advertised">Loopback when none is set, and without TLS it has to be: who reaches a silo's port may do anything to every user.</param>
internal sealed record SiloAddressing(string ClusterId, int SiloPort, int GatewayPort, IPAddress Advertised)
{
    /// <param name="cluster">What tells this cluster from others on the machine: its database.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static SiloAddressing From(IConfiguration configuration, string cluster)
    {
        return new SiloAddressing(
            configuration["Orleans:ClusterId"] ?? "orleans-users",
            Port("Orleans:SiloPort") ?? FreePort.Find(cluster),
            Port("Orleans:GatewayPort") ?? 0,
            Advertised("Orleans:AdvertisedIPAddress"));

        int? Port(string key) => configuration[key] switch
        {
            null => null,
            var text when ushort.TryParse(text, out var port) =>
                FreePort.IsTaken(port) ? throw new SettingException(Env(key), "another process listens on that port.") : port,
            _ => throw new SettingException(Env(key), "it is not a port number."),
        };

        IPAddress Advertised(string key)
        {
            if (configuration[key] is not { } text)
                return IPAddress.Loopback;
            if (!IPAddress.TryParse(text, out var address))
                throw new SettingException(Env(key), "it is not an IP address.");
            if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
                throw new SettingException(Env(key), "it is no address at which others could reach this machine.");
            if (!IPAddress.IsLoopback(address) && !SiloTls.IsSet(configuration))
                throw new SettingException(Env(key), $"it is open to other machines, which needs {SiloTls.Keys}.");
            return address;
        }

        static string Env(string key) => key.Replace(":", "__", StringComparison.Ordinal);
    }
}
