namespace OrleansUsers.Harness;

/// <summary>The real silo without a front end, as a process of its own.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChildProcess _child;

    private SiloProcess(ApiSettings settings) =>
        _child = ChildProcess.Start((settings with { Program = Repository.SiloProgram }).ToStart(_folder.Path));

    /// <summary>The process id.</summary>
    public int Id => _child.Id;

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited => _child.Exited;

    /// <summary>The exit code.</summary>
    public int ExitCode => _child.ExitCode;

    /// <summary>All that was written to standard output and error.</summary>
    public string Output => _child.Output;

    /// <summary>Starts the silo. It writes nothing when it has joined the cluster: the membership table shows that.</summary>
    public static SiloProcess Start(ApiSettings settings) => new(settings);

    /// <summary>SIGTERM, and waits for the process to end by itself.</summary>
    public Task StopAsync() => _child.TerminateAsync(TimeSpan.FromSeconds(60));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _folder.Dispose();
    }
}
