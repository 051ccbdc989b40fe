using System.Net;
using System.Net.Sockets;

namespace OrleansUsers.Api;

/// <summary>Addresses of other servers from which keys and secrets may come and go without being exchanged on the way.</summary>
internal static class SafeAddress
{
    /// <summary>What <see cref="Parse"/> takes, for a person to read.</summary>
    public const string Rule =
        "it must be an https address, or http to this machine, a private address, a name without a dot "
        + "or one that ends in .internal, .local or .svc.";

    private static readonly string[] PrivateEndings = [".internal", ".local", ".svc"];

    /// <summary>An https address, or http within a network of one's own; null for anything else.</summary>
    public static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0 && address.Fragment.Length == 0 && IsSafe(address)
            ? address
            : null;

    /// <summary>Whether nobody outside a network of one's own can answer in the place of the server.</summary>
    public static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || IsPrivate(address.DnsSafeHost)));

    private static bool IsPrivate(string host) =>
        IPAddress.TryParse(host, out var ip)
            ? IsPrivate(ip)
            : !host.TrimEnd('.').Contains('.', StringComparison.Ordinal)
              || Array.Exists(PrivateEndings, ending => host.TrimEnd('.').EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    // RFC 1918, RFC 3927, RFC 4193 and RFC 6598.
    private static bool IsPrivate(IPAddress ip)
    {
        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();
        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
            return ip.IsIPv6UniqueLocal || ip.IsIPv6LinkLocal;
        return ip.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..]
            or [100, >= 64 and <= 127, ..];
    }
}
