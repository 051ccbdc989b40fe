using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansUsers.Harness;

/// <summary>
/// A receiver of changes that writes its answers byte by byte, so that it can also answer what no server would. Each connection is served
/// until it is closed.
/// </summary>
public sealed class FakeReceiver : IAsyncDisposable
{
    /// <summary>An answer that accepts.</summary>
    public const string Accepted = "HTTP/1.1 204 No Content\r\n\r\n";

    private readonly ConcurrentQueue<ReceivedChange> _received = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private readonly TcpListener _listener;
    private TaskCompletionSource _next = NewSignal();

    /// <summary>Starts it on a port of this machine; 0 means a free one.</summary>
    public FakeReceiver(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>What is answered to a message. The default accepts.</summary>
    public Func<ReceivedChange, NetworkStream, CancellationToken, Task> Answer { get; set; } =
        (_, connection, stop) => WriteAsync(connection, Accepted, stop);

    /// <summary>All that has arrived, in the order in which it did.</summary>
    public IReadOnlyList<ReceivedChange> Received => [.. _received];

    /// <summary>The messages about a user.</summary>
    public IReadOnlyList<ReceivedChange> Of(string userId) => [.. _received.Where(change => change.UserId == userId)];

    /// <summary>Waits until what has arrived is as expected.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<ReceivedChange>, bool> isExpected, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            var received = Received;
            if (isExpected(received))
                return;
            try
            {
                await next.WaitAsync(end.Token);
            }
            catch (OperationCanceledException)
            {
                var all = string.Join('\n', received.TakeLast(20).Select(change => $"{change.UserId} {change.Version} {change.Type}"));
                throw new TimeoutException($"After {patience} {received.Count} messages have arrived, the last ones:\n{all}");
            }
        }
    }

    /// <summary>Writes an answer as it stands.</summary>
    public static async Task WriteAsync(NetworkStream connection, string text, CancellationToken stop) =>
        await connection.WriteAsync(Encoding.Latin1.GetBytes(text), stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // It ends.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        var stop = _end.Token;
        try
        {
            var connection = client.GetStream();
            while (await ReadAsync(connection, stop) is { } change)
            {
                _received.Enqueue(change);
                Interlocked.Exchange(ref _next, NewSignal()).SetResult();
                await Answer(change, connection, stop);
            }
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The sender closed the connection, or the answer was to close it.
        }
    }

    private static async Task<ReceivedChange?> ReadAsync(NetworkStream connection, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await connection.ReadAsync(one, stop) == 0)
                return null;
            head.Append((char)one[0]);
        }
        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines[1..].Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        var body = new byte[int.Parse(headers["content-length"], CultureInfo.InvariantCulture)];
        await connection.ReadExactlyAsync(body, stop);
        return new ReceivedChange(lines[0].Split(' ')[1], headers, body, TimeProvider.System.GetTimestamp());
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
