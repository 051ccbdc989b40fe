using System.Net;

namespace OrleansUsers.Silo;

/// <summary>Where this silo listens and how the others reach it.</summary>
/// <param name="SiloPort">A free one when none is set, so that two checkouts run side by side.</param>
/// <param name="GatewayPort">0, closed, when none is set: every caller of a grain is itself a silo of the cluster.</param>
/// <param name="Advertised">
/// Loopback when none is set, and without TLS it has to be: who reaches a silo's port may do anything to every user.
/// </param>
internal sealed record SiloAddressing(string ClusterId, int SiloPort, int GatewayPort, IPAddress Advertised)
{
    private const string SiloPortKey = "Orleans:SiloPort";
    private const string GatewayPortKey = "Orleans:GatewayPort";
    private const string AdvertisedKey = "Orleans:AdvertisedIPAddress";

    /// <param name="cluster">What tells this cluster from others on the machine: its database.</param>
    public static SiloAddressing From(OrleansSettings settings, string cluster, SettingsReader reader)
    {
        foreach (var (path, port) in new[] { (SiloPortKey, settings.SiloPort), (GatewayPortKey, settings.GatewayPort) })
        {
            if (port is > 0 and var taken && FreePort.IsTaken(taken))
                reader.Refuse(path, "another process listens on that port. Choose another one.");
        }
        return new SiloAddressing(
            settings.ClusterId,
            settings.SiloPort ?? reader.Try(() => FreePort.Find(cluster)),
            settings.GatewayPort ?? 0,
            ReadAdvertised(settings, reader));
    }

    private static IPAddress ReadAdvertised(OrleansSettings settings, SettingsReader reader)
    {
        if (settings.AdvertisedIPAddress is not { } text)
            return IPAddress.Loopback;
        if (!IPAddress.TryParse(text, out var address))
            reader.Refuse(AdvertisedKey, "it is not an IP address.");
        else if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            reader.Refuse(AdvertisedKey, "it is no address at which others could reach this machine.");
        else if (!IPAddress.IsLoopback(address) && !SiloTls.IsSet(settings))
            reader.Refuse(AdvertisedKey, $"it is open to other machines, which needs {SiloTls.Keys}.");
        return address ?? IPAddress.Loopback;
    }
}
