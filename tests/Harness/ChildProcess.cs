using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace OrleansUsers.Harness;

/// <summary>A process of the test's own, whose lines are read as they come.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;

    private ChildProcess(Process process, ConcurrentQueue<string> lines) => (_process, _lines) = (process, lines);

    public int Id => _process.Id;

    /// <summary>0 once it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                // It may end at any moment.
                return 0;
            }
        }
    }

    public int Threads
    {
        get
        {
            _process.Refresh();
            return _process.Threads.Count;
        }
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Output => string.Join('\n', _lines);

    /// <summary>What a person looks for first when it did not do what it should.</summary>
    public string LastOutput => string.Join('\n', _lines.TakeLast(60));

    /// <summary>Completes once the process is gone and all it said was read.</summary>
    public Task Exited { get; private init; } = Task.CompletedTask;

    public static ChildProcess Start(ProcessStartInfo start, Action<string>? onLine = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = new Process { StartInfo = start };
        var lines = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data, onLine);
        process.ErrorDataReceived += (_, line) => Read(line.Data, null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, lines) { Exited = process.WaitForExitAsync() };

        void Read(string? line, Action<string>? tell)
        {
            if (line is null)
                return;
            lines.Enqueue(line);
            tell?.Invoke(line);
        }
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await Exited;
    }

    /// <summary>Sends a signal, by its name without SIG.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks the process to end, as a service manager does.</summary>
    public async Task TerminateAsync(TimeSpan patience)
    {
        await SignalAsync("TERM");
        await Exited.WaitAsync(patience);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
