using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrleansUsers.Silo;

/// <summary>The servers that a PostgreSQL URL names: host names, IP addresses or folders of Unix sockets, each with its port.</summary>
internal static class PostgresUrlHosts
{
    /// <param name="authority">The hosts in the URL's first part, without user and password.</param>
    /// <param name="host">The parameter <c>host</c>, which replaces these hosts.</param>
    /// <param name="port">The parameter <c>port</c>, which replaces their ports.</param>
    /// <exception cref="FormatException">There is no host, or one that Npgsql does not accept.</exception>
    public static void Apply(NpgsqlConnectionStringBuilder settings, string authority, string? host, string? port)
    {
        var places = Array.ConvertAll(authority.Split(','), Split);
        var hosts = host?.Split(',') ?? Array.ConvertAll(places, place => place.Host);
        var ports = Array.ConvertAll(port?.Split(',') ?? Array.ConvertAll(places, place => place.Port), Number);
        if (Array.Exists(hosts, name => name.Length == 0))
            throw new FormatException(
                $"the URL names no host; write it as {PostgresUrl.Form}, or with ?host= and the folder of a Unix socket.");
        if (ports.Length != 1 && ports.Length != hosts.Length)
            throw new FormatException("the URL does not have as many ports as hosts; give one port for all hosts, or one for each.");

        if (hosts is [var single])
        {
            settings.Host = Checked(single, alone: true);
            if (ports[0] is { } number)
                settings.Port = number;
        }
        else
            settings.Host = string.Join(
                ',', hosts.Select((name, i) => WithPort(Checked(name, alone: false), ports[ports.Length == 1 ? 0 : i])));
    }

    /// <summary>Whether Npgsql reads it as the folder of a Unix socket or as an abstract socket.</summary>
    public static bool IsSocket(string host) => Path.IsPathRooted(host) || host.StartsWith('@');

    private static (string Host, string Port) Split(string place)
    {
        if (!place.StartsWith('['))
        {
            var (name, number) = PostgresUrl.Cut(place, ':');
            return (PercentEncoding.Decode(name), PercentEncoding.Decode(number));
        }

        var end = place.IndexOf(']', StringComparison.Ordinal);
        var address = PercentEncoding.Decode(end > 0 ? place[1..end] : "");
        return IsV6(address) && place[(end + 1)..] is "" or [':', ..]
            ? (address, PercentEncoding.Decode(PostgresUrl.Cut(place[(end + 1)..], ':').After))
            : throw new FormatException("the brackets in the URL do not hold an IPv6 address; one is written [2001:db8::1]:5432.");
    }

    private static int? Number(string port) => port switch
    {
        "" => null,
        _ when ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        _ => throw new FormatException(
            $"a port in the URL is not a number from 1 to 65535. {PostgresUrlParameters.EncodingHint}. An IPv6 address goes in brackets."),
    };

    // Npgsql splits hosts at commas and host from port at a colon, and it trims the pieces.
    private static string Checked(string host, bool alone) =>
        !host.Contains(',') && host.Trim() == host && (!host.Contains(':') || IsV6(host) || (alone && IsSocket(host)))
            ? host
            : throw new FormatException(
                "a host in the URL is not a host name, IP address or folder of a Unix socket; a port goes after the host or in ?port=.");

    private static string WithPort(string host, int? port)
    {
        if (port is null)
            return host;
        return IsV6(host) ? $"[{host}]:{port}" : $"{host}:{port}";
    }

    // IPAddress itself accepts brackets and a port as well.
    private static bool IsV6(string host) =>
        host.IndexOfAny(['[', ']']) < 0
        && IPAddress.TryParse(host, out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;
}
