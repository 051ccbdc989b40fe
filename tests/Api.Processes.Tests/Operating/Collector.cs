using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Takes what processes send by OTLP over HTTP.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener = new();
    private readonly Channel<(string Path, string Body)> _sent = Channel.CreateUnbounded<(string, string)>();
    private readonly StringBuilder _everything = new();
    private readonly Task _taking;

    public Collector()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://{probe.LocalEndpoint}";
        }
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _taking = Task.Run(TakeAsync);
    }

    public string Address { get; }

    /// <summary>All that was waited through.</summary>
    public string Everything => _everything.ToString();

    /// <summary>
    /// Waits until a process of this name has sent all of this there, at once or bit by bit. Texts lie in Protocol Buffers as they are.
    /// </summary>
    public async Task HearsAsync(string path, string service, params string[] texts)
    {
        using var patience = new CancellationTokenSource(Patience);
        var missing = texts.ToHashSet();
        await foreach (var sent in _sent.Reader.ReadAllAsync(patience.Token))
        {
            _everything.Append(sent.Body);
            if (sent.Path == path && sent.Body.Contains(service, StringComparison.Ordinal))
                missing.RemoveWhere(text => sent.Body.Contains(text, StringComparison.Ordinal));
            if (missing.Count == 0)
                return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _taking;
        _listener.Close();
    }

    private async Task TakeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                _sent.Writer.TryWrite((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                context.Response.Close();
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
            {
                // Either all is over, or only a process that ended while it was sending.
            }
        }
    }
}
