using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansUsers.Harness;

/// <summary>The reader of the feed of docs/changes.md, which can be killed and started again with its cursor.</summary>
public sealed class GuideFollower : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private ChildProcess? _child;

    /// <summary>All lines that it has printed since its first start, a change each.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>What the last process wrote, also to standard error.</summary>
    public string Output => _child!.LastOutput;

    /// <summary>Completes when the last process has ended.</summary>
    public Task Exited => _child!.Exited;

    /// <summary>Starts it with the same cursor, killing it first if it still runs.</summary>
    /// <param name="url">The address of the program.</param>
    public async Task RestartAsync(Uri url, string adminKey)
    {
        if (_child is not null)
            await _child.DisposeAsync();
        var file = Path.Combine(Repository.Root, "docs", "changes", "follow.mjs");
        _child = ChildProcess.Start(
            new ProcessStartInfo("node", [file])
            {
                WorkingDirectory = _folder.Path,
                Environment = { ["USERS_URL"] = url.ToString().TrimEnd('/'), ["ADMIN_KEY"] = adminKey },
            },
            _lines.Enqueue);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
            await _child.DisposeAsync();
        _folder.Dispose();
    }
}
