using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>The memory of each process and the latency of calls, second by second.</summary>
internal sealed class SoakRecord : IAsyncDisposable
{
    private const double MiB = 1024 * 1024;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<ApiProcess> _processes;
    private readonly Traffic _traffic;
    private readonly TimeSpan _begin;
    private readonly List<(TimeSpan At, double[] Memory)> _memory = [];
    private readonly List<TimeSpan> _kills = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Task _sampling;

    public SoakRecord(IReadOnlyList<ApiProcess> processes, Traffic traffic)
    {
        (_processes, _traffic, _begin) = (processes, traffic, traffic.Now);
        _sampling = SampleAsync();
    }

    public void Killed() => _kills.Add(_traffic.Now - _begin);

    /// <summary>
    /// Resident memory of a process in MiB, at its highest in the second quarter of the run: the first is for warming up.
    /// </summary>
    public double EarlyMemory(int process) => _memory[(_memory.Count / 4)..(_memory.Count / 2)].Max(sample => sample.Memory[process]);

    /// <summary>The same of the last quarter.</summary>
    public double LateMemory(int process) => _memory[(_memory.Count * 3 / 4)..].Max(sample => sample.Memory[process]);

    /// <summary>Draws the run into the file that <c>SOAK_PLOT</c> names, an SVG.</summary>
    public void Write(ITestOutputHelper output)
    {
        output.WriteLine(
            $"memory of the process that lived throughout: {EarlyMemory(0):F0} MiB early, {LateMemory(0):F0} MiB late; "
            + $"{_kills.Count} kills");
        if (Environment.GetEnvironmentVariable("SOAK_PLOT") is not { Length: > 0 } file)
            return;
        var latency = _traffic.Calls
            .Where(call => call.At >= _begin && call.Outcome == Outcome.Served)
            .GroupBy(call => (int)((call.At - _begin) / (Every * 5)))
            .OrderBy(group => group.Key)
            .Select(group => (
                At: Every * 5 * (group.Key + 0.5),
                Times: group.Select(call => call.Took.TotalMilliseconds).Order().ToArray()))
            .ToArray();
        var plot = new Plot(_memory[^1].At, _kills);
        plot.Panel("resident memory, MiB", [.. _processes.Index().Select(process =>
            ($"process {process.Index + 1}", _memory.Select(sample => (sample.At, sample.Memory[process.Index])).ToArray()))]);
        plot.Panel("latency of served calls over 5 s, ms", [
            ("median", latency.Select(second => (second.At, second.Times[second.Times.Length / 2])).ToArray()),
            ("99 %", latency.Select(second => (second.At, second.Times[second.Times.Length * 99 / 100])).ToArray())]);
        File.WriteAllText(file, plot.ToSvg());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_over.IsCancellationRequested)
            await _over.CancelAsync();
        try
        {
            await _sampling;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(_over.Token))
            _memory.Add((_traffic.Now - _begin, [.. _processes.Select(process => process.ResidentBytes / MiB)]));
    }
}
