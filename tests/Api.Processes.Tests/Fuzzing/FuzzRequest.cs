using System.Globalization;
using System.Text;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A request of a fuzz, with the status codes it may be answered with.</summary>
internal sealed record FuzzRequest(string Method, string Path, params int[] Allowed)
{
    public List<(string Name, string Value)> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    /// <summary>Why it is fine, or not, beyond the status: null when it is.</summary>
    public Func<Harness.Answer, string?> Look { get; init; } = _ => null;

    /// <summary>The request as it goes over the wire. Header values are bytes, one for each character.</summary>
    public byte[] ToBytes(string host)
    {
        // HTTP/1.0 has no chunks: the answer ends with the connection.
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Method} {Path} HTTP/1.0\r\nHost: {host}\r\n");
        if (Body is not null || Method == "POST")
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {Body?.Length ?? 0}\r\n");
        foreach (var (name, value) in Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Body ?? []];
    }

    public FuzzRequest With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public FuzzRequest SignedInBy(string token) => With("Authorization", $"Bearer {token}");
}
