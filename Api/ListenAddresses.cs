using System.Net;
using System.Net.Sockets;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Where the front end listens: <c>ASPNETCORE_URLS</c>, or http://localhost:5080.</summary>
internal static class ListenAddresses
{
    private const string Key = "ASPNETCORE_URLS";

    /// <exception cref="SettingException">An address cannot be read, or not be listened on.</exception>
    public static string Read(ConfigurationManager configuration)
    {
        var urls = configuration[WebHostDefaults.ServerUrlsKey] ?? "http://localhost:5080";
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
            Try(Parse(url));
        return urls;
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException unreadable)
        {
            throw new SettingException(Key, "it is not a list of addresses as http://localhost:5080, separated by semicolons.", unreadable);
        }
    }

    // The web server starts last: found only then, a taken port would make a silo join the cluster and drop out of it again.
    private static void Try(BindingAddress address)
    {
        if (address.IsUnixPipe)
            ClearAway(address.UnixPipePath);
        if (address.Port == 0 || address.IsUnixPipe || address.IsNamedPipe)
            return;
        var host = address.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(address.Host, out var ip) ? ip : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(host, address.Port);
            listener.Start();
        }
        catch (SocketException refused)
        {
            throw new SettingException(Key, $"the process cannot listen there ({refused.SocketErrorCode}).", refused);
        }
    }

    // A process that crashed leaves its socket file behind, and nobody could listen there again.
    private static void ClearAway(string file)
    {
        if (!File.Exists(file))
            return;
        if (!IsSocket(file))
            throw new SettingException(Key, "there is a file of that name that is no socket.");
        try
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Connect(new UnixDomainSocketEndPoint(file));
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(file);
            return;
        }
        throw new SettingException(Key, "another process listens there.");
    }

    // A socket cannot be opened as a file.
    private static bool IsSocket(string file)
    {
        try
        {
            using var opened = File.OpenRead(file);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
