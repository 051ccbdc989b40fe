using System.Diagnostics;

namespace OrleansUsers.Harness;

/// <summary>A real nginx in the foreground, with a configuration of the test's own.</summary>
public sealed class NginxProcess : IAsyncDisposable
{
    // nginx writes this when it listens.
    private const string ListeningLine = "event method";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder;
    private readonly ChildProcess _child;

    private NginxProcess(TemporaryFolder folder, ChildProcess child) => (_folder, _child) = (folder, child);

    /// <summary>Starts nginx and waits until it listens.</summary>
    /// <param name="http">What goes into the block <c>http</c>.</param>
    /// <exception cref="InvalidOperationException">nginx ended; the message holds what it wrote.</exception>
    public static async Task<NginxProcess> StartAsync(string http)
    {
        var folder = new TemporaryFolder();
        var kinds = new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {kind};");
        await File.WriteAllTextAsync(
            folder.File("nginx.conf"),
            $$"""
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log /dev/stdout notice;
            events {}
            http {
            access_log off;
            {{string.Concat(kinds)}}
            {{http}}
            }
            """);
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = ChildProcess.Start(
            new ProcessStartInfo("nginx", ["-p", folder.Path, "-c", "nginx.conf", "-e", "stderr"]),
            line =>
            {
                if (line.Contains(ListeningLine, StringComparison.Ordinal))
                    listens.TrySetResult();
            });
        var nginx = new NginxProcess(folder, child);
        if (await Task.WhenAny(listens.Task, child.Exited, Task.Delay(Patience)) == listens.Task)
            return nginx;
        await nginx.DisposeAsync();
        throw new InvalidOperationException($"nginx did not start:\n{child.LastOutput}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _folder.Dispose();
    }
}
