using System.Net.Sockets;

namespace OrleansUsers.Api;

/// <summary>The file of a Unix domain socket to listen on.</summary>
internal static class SocketFile
{
    /// <summary>Deletes a socket file that a crashed process left behind. While it exists, no process can listen there.</summary>
    /// <exception cref="Silo.SettingException">Another process listens there, or the file is not a socket.</exception>
    public static void DeleteStale(ListenAddress address, string file)
    {
        if (Directory.Exists(file))
            throw address.Fault("there is a folder of that name. Choose another path.");
        if (!File.Exists(file))
            return;
        if (!IsSocket(file))
            throw address.Fault("there is a file of that name that is not a socket. Choose another path.");
        try
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Connect(new UnixDomainSocketEndPoint(file));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            Delete(address, file);
            return;
        }
        catch (SocketException denied)
        {
            throw address.Fault($"there is a socket of that name that cannot be used ({denied.SocketErrorCode}).", denied);
        }
        throw address.Fault("another process listens there already. Stop it, or choose another path.");
    }

    private static void Delete(ListenAddress address, string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw address.Fault("a socket of that name was left behind, and this account may not delete it.", denied);
        }
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
