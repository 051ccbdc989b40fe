using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Writes a request byte by byte, because HttpClient joins a header given twice into one line.</summary>
internal static class RawPost
{
    public static async Task<Answer> PostRawAsync(this ApiProcess api, Delivery delivery, string path = Harness.Webhooks.Path)
    {
        var address = api.Client.BaseAddress!;
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await using var stream = socket.GetStream();

        var head = new StringBuilder()
            // HTTP/1.0 has no chunks: the answer ends with the connection.
            .Append(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.0\r\nHost: {address.Authority}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {delivery.Body.Length}\r\n");
        foreach (var (name, value) in delivery.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        head.Append("\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()));
        await stream.WriteAsync(delivery.Body);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(await reader.ReadToEndAsync());
    }

    public static Answer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        using var message = new HttpResponseMessage();
        string? contentType = null;
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                contentType = value.Split(';')[0];
            message.Headers.TryAddWithoutValidation(name, value);
        }
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        return new Answer((HttpStatusCode)status, text[(end + 4)..], contentType, message.Headers);
    }
}
