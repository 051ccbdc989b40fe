using System.Net;

namespace OrleansUsers.Silo;

/// <summary>Where this silo listens, and the address by which other silos reach it.</summary>
/// <param name="SiloPort">A free port when none is set, so that two checkouts can run side by side.</param>
/// <param name="GatewayPort">0, which means closed, when none is set: all callers of grains are silos of the cluster.</param>
/// <param name="Advertised">
/// Loopback when none is set. Any other address needs TLS: without TLS, a client that reaches the silo's port can change every user.
/// </param>
internal sealed record SiloAddressing(string ClusterId, int SiloPort, int GatewayPort, IPAddress Advertised)
{
    private const string SiloPortKey = "Orleans:SiloPort";
    private const string GatewayPortKey = "Orleans:GatewayPort";
    private const string AdvertisedKey = "Orleans:AdvertisedIPAddress";

    /// <param name="cluster">The name of the cluster's database, which distinguishes clusters on this machine.</param>
    public static SiloAddressing From(OrleansSettings settings, string cluster, SettingsReader reader)
    {
        foreach (var (path, port) in new[] { (SiloPortKey, settings.SiloPort), (GatewayPortKey, settings.GatewayPort) })
        {
            if (!reader.EndsAtOnce && port is > 0 and var taken && FreePort.IsTaken(taken))
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
            reader.Refuse(AdvertisedKey, "other silos cannot reach this address. Set the address of one of this machine's networks.");
        else if (!IPAddress.IsLoopback(address) && !SiloTls.IsSet(settings))
            reader.Refuse(AdvertisedKey, $"other machines can reach this address, which needs TLS. Set {SiloTls.Keys}.");
        return address ?? IPAddress.Loopback;
    }
}
