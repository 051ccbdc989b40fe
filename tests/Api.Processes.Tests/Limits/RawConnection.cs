using System.Net.Sockets;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A connection whose bytes the test writes, and need not write to the end.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _socket = new() { NoDelay = true };

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(ApiProcess api, string text = "")
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port);
        await connection.WriteAsync(text);
        return connection;
    }

    /// <summary>The head of a POST with a body of so many bytes, and as much of that body.</summary>
    public static Task<RawConnection> PostAsync(ApiProcess api, string path, int length, int sent, string header = "Accept: */*") =>
        OpenAsync(
            api,
            $"POST {path} HTTP/1.1\r\nHost: {api.Client.BaseAddress!.Authority}\r\nContent-Length: {length}\r\n"
            + $"{header}\r\n\r\n{new string('{', sent)}");

    public async Task WriteAsync(string text) => await _socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>All that comes until the other side closes.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan patience)
    {
        using var over = new CancellationTokenSource(patience);
        var all = new MemoryStream();
        try
        {
            await _socket.GetStream().CopyToAsync(all, over.Token);
        }
        catch (IOException)
        {
            // A reset is a close, too.
        }
        return Encoding.ASCII.GetString(all.ToArray());
    }

    /// <summary>The first line that comes.</summary>
    public async Task<string?> ReadLineAsync(TimeSpan patience)
    {
        using var reader = new StreamReader(_socket.GetStream(), leaveOpen: true);
        return await reader.ReadLineAsync().WaitAsync(patience);
    }

    public void Dispose() => _socket.Dispose();
}
