using System.Net;
using System.Net.Sockets;

namespace OrleansUsers.Api;

/// <summary>Addresses of other servers that may carry keys and secrets, because the traffic cannot be changed on the way.</summary>
internal static class SafeAddress
{
    /// <summary>The rule of <see cref="Parse"/>, as the text of a fault.</summary>
    public const string Rule =
        "it must be an https address, or http to this machine, a private address, a name without a dot "
        + "or one that ends in .internal, .local or .svc.";

    private static readonly string[] PrivateEndings = [".internal", ".local", ".svc"];

    /// <summary>Parses an https address, or an http address in a private network. Returns null for anything else.</summary>
    public static Uri? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0 && address.Fragment.Length == 0 && IsSafe(address)
            ? address
            : null;

    /// <summary>Whether only the server itself, or a server in the same private network, can answer at the address.</summary>
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
