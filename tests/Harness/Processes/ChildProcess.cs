using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace OrleansUsers.Harness;

/// <summary>A child process of the test. Its output is read line by line.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines;

    private ChildProcess(Process process, ConcurrentQueue<string> lines) => (_process, _lines) = (process, lines);

    public int Id => _process.Id;

    /// <summary>The resident memory; 0 once the process has ended.</summary>
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
                // The process may end at any moment.
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

    /// <summary>The last lines of the output, for error messages.</summary>
    public string LastOutput => string.Join('\n', _lines.TakeLast(60));

    /// <summary>Completes when the process has ended and all its output was read.</summary>
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

        void Read(string? line, Action<string>? report)
        {
            if (line is null)
                return;
            lines.Enqueue(line);
            report?.Invoke(line);
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

    /// <summary>Sends SIGTERM, as a service manager does, and waits for the process to end.</summary>
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
