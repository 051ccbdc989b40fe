using System.Net;
using System.Net.Sockets;

namespace OrleansUsers.Harness;

/// <summary>The real program as a process of its own, which can be killed and started again on the same data.</summary>
public sealed class ApiProcess : IAsyncDisposable
{
    private const string ListeningLine = "Now listening on: ";
    private const string SocketFile = "http://unix:";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private ApiSettings _settings;
    private readonly TemporaryFolder _folder = new();
    private ChildProcess? _child;
    private string _earlierOutput = "";

    private readonly Action<string>? _onLine;

    private ApiProcess(ApiSettings settings, Action<string>? onLine) => (_settings, _onLine) = (settings, onLine);

    /// <summary>The HTTP client of the running process. A restart makes a new one.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>The folder the program runs in, empty before its first start.</summary>
    public string Folder => _folder.Path;

    /// <summary>All that was written to standard output and error since the first start.</summary>
    public string Output => _earlierOutput + _child?.Output;

    /// <summary>The id of the running process.</summary>
    public int Id => _child!.Id;

    /// <summary>The memory that the process has resident; 0 once it has ended.</summary>
    public long ResidentBytes => _child!.ResidentBytes;

    /// <summary>How many threads the running process has.</summary>
    public int Threads => _child!.Threads;

    /// <summary>The TCP endpoints on which the running process listens.</summary>
    public IReadOnlyList<IPEndPoint> Listening => ListeningSockets.Of(_child!.Id);

    /// <summary>Completes when the running process has ended.</summary>
    public Task Exited => _child!.Exited;

    /// <summary>The exit code of the last process; null while it runs.</summary>
    public int? ExitCode => _child is { HasExited: true } child ? child.ExitCode : null;

    /// <summary>Starts the program and waits until it is ready.</summary>
    /// <param name="onLine">Gets each line of its standard output, also before it is ready.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message holds what it wrote last.</exception>
    public static async Task<ApiProcess> StartAsync(ApiSettings settings, Action<string>? onLine = null)
    {
        var api = new ApiProcess(settings, onLine);
        try
        {
            await api.LaunchAsync();
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program that is expected to refuse its start, and waits for its end.</summary>
    /// <param name="stopAt">A text of its standard output. When it has written that, it gets SIGTERM.</param>
    public static async Task<(int ExitCode, string Output)> RunToExitAsync(
        ApiSettings settings, TimeSpan patience, string? stopAt = null)
    {
        using var folder = new TemporaryFolder();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var child = ChildProcess.Start(settings.ToStart(folder.Path), line =>
        {
            if (stopAt is not null && line.Contains(stopAt, StringComparison.Ordinal))
                reached.TrySetResult();
        });
        if (await Task.WhenAny(child.Exited, reached.Task, Task.Delay(patience)) == reached.Task)
            await child.SignalAsync("TERM");
        if (await Task.WhenAny(child.Exited, Task.Delay(patience)) != child.Exited)
            throw new InvalidOperationException($"The program still runs after {patience}:\n{child.LastOutput}");
        return (child.ExitCode, child.Output);
    }

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public Task KillAsync() => _child!.KillAsync();

    /// <summary>SIGTERM, and waits for the process to end by itself.</summary>
    public Task StopAsync() => _child!.TerminateAsync(TimeSpan.FromSeconds(60));

    /// <summary>SIGSTOP: the process does nothing more, and its connections stay open.</summary>
    public Task FreezeAsync() => _child!.SignalAsync("STOP");

    /// <summary>SIGCONT: the process continues.</summary>
    public Task ThawAsync() => _child!.SignalAsync("CONT");

    /// <summary>Starts the program again with the same settings and data, killing it first if it still runs.</summary>
    /// <param name="program">Another build of the program, to be started from now on.</param>
    public Task RestartAsync(string? program = null)
    {
        _settings = _settings with { Program = program ?? _settings.Program };
        return LaunchAsync();
    }

    /// <summary>Starts the program again with other settings and the same data, killing it first if it still runs.</summary>
    public Task RestartAsync(Func<ApiSettings, ApiSettings> set)
    {
        _settings = set(_settings);
        return LaunchAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_child is not null)
            await _child.DisposeAsync();
        _folder.Dispose();
    }

    private async Task LaunchAsync()
    {
        if (_child is not null)
        {
            _earlierOutput = Output + "\n";
            await _child.DisposeAsync();
        }

        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _child = ChildProcess.Start(_settings.ToStart(Folder), line =>
        {
            _onLine?.Invoke(line);
            if (line.IndexOf(ListeningLine, StringComparison.Ordinal) is >= 0 and var at)
                address.TrySetResult(line[(at + ListeningLine.Length)..].Trim());
        });

        using var patience = new CancellationTokenSource(StartPatience);
        var givenUp = Task.Delay(Timeout.Infinite, patience.Token);
        if (await Task.WhenAny(address.Task, _child.Exited, givenUp) != address.Task)
        {
            var how = _child.HasExited ? $"exit code {_child.ExitCode}" : "no address";
            throw new InvalidOperationException($"The program did not start ({how}):\n{_child.LastOutput}");
        }

        Client.Dispose();
        Client = NewClient(await address.Task);
        await WaitUntilReadyAsync(patience.Token);
    }

    private async Task WaitUntilReadyAsync(CancellationToken patience)
    {
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            do
            {
                using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), patience);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            while (!_child!.HasExited && await retry.WaitForNextTickAsync(patience));
        }
        catch (Exception reason) when (reason is OperationCanceledException or HttpRequestException)
        {
            // The output of the process explains more than the failed request.
        }
        throw new InvalidOperationException($"The program listens, but does not become ready:\n{_child!.LastOutput}");
    }

    private static HttpClient NewClient(string address)
    {
        // A proxy that is configured on the machine must not get the requests to the test's own process.
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (address.StartsWith(SocketFile, StringComparison.Ordinal))
        {
            var file = new UnixDomainSocketEndPoint(address[SocketFile.Length..]);
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(file, cancellation);
            address = "http://localhost";
        }
        // A process that listens on every interface is reached by the loopback interface.
        address = address.Replace("//[::]:", "//localhost:", StringComparison.Ordinal);
        return new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    private static async ValueTask<Stream> ConnectAsync(UnixDomainSocketEndPoint file, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(file, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
