using System.Net.Sockets;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>One request, byte by byte, on a connection of its own.</summary>
internal static class RawExchange
{
    private static readonly byte[] StreamBegins = "text/event-stream"u8.ToArray();

    /// <summary>
    /// The answer; of a stream of events no more than its beginning. Null when there is none, because the connection was closed or the
    /// server waits for more.
    /// </summary>
    public static async Task<Answer?> SendRawAsync(this ApiProcess api, ReadOnlyMemory<byte> bytes, TimeSpan time)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port);
        using var over = new CancellationTokenSource(time);
        var patience = over.Token;
        var stream = socket.GetStream();
        var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(bytes, patience);
            var buffer = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(buffer, patience)) > 0;)
            {
                received.Write(buffer, 0, read);
                if (received.GetBuffer().AsSpan(0, (int)received.Length).IndexOf(StreamBegins) >= 0)
                    break;
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The server may answer, and close, before it has read everything.
        }
        var text = Encoding.UTF8.GetString(received.ToArray());
        return text.Contains("\r\n\r\n", StringComparison.Ordinal) ? RawPost.Parse(text) : null;
    }
}
