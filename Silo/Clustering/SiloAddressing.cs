using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;

namespace OrleansUsers.Silo;

/// <summary>Where this silo listens and how the others reach it.</summary>
/// <param name="SiloPort">A free one when none is set, so that two checkouts run side by side.</param>
/// <param name="GatewayPort">0, closed, when none is set: every caller of a grain is itself a silo of the cluster.</param>
/// <param name="Advertised">Loopback when none is set.</param>
internal sealed record SiloAddressing(string ClusterId, int SiloPort, int GatewayPort, IPAddress Advertised)
{
    public static SiloAddressing From(IConfiguration configuration)
    {
        return new SiloAddressing(
            configuration["Orleans:ClusterId"] ?? "orleans-users",
            Port("Orleans:SiloPort") ?? FreePort(),
            Port("Orleans:GatewayPort") ?? 0,
            Address("Orleans:AdvertisedIPAddress") ?? IPAddress.Loopback);

        int? Port(string key) => configuration[key] switch
        {
            null => null,
            var text when ushort.TryParse(text, out var port) => port,
            _ => throw new SettingException(Env(key), "it is not a port number."),
        };

        IPAddress? Address(string key) => configuration[key] switch
        {
            null => null,
            var text when IPAddress.TryParse(text, out var address) => address,
            _ => throw new SettingException(Env(key), "it is not an IP address."),
        };

        static string Env(string key) => key.Replace(":", "__", StringComparison.Ordinal);
    }

    // Below the range from which the system gives ports to outgoing connections: one of those could take the port before the silo does.
    private static int FreePort()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        int port;
        do
            port = Random.Shared.Next(20_000, 32_000);
        while (taken.Contains(port));
        return port;
    }
}
