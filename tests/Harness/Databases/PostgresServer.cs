using System.Diagnostics;

namespace OrleansUsers.Harness;

/// <summary>A PostgreSQL server for one test, which can stop it and start it again while the program runs.</summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    // The variable with the folder of PostgreSQL's programs. The script that installs PostgreSQL sets it.
    private const string Programs = "TEST_POSTGRES_PROGRAMS";
    private const string Account = "postgres";

    private readonly TemporaryFolder _folder = new();

    private PostgresServer()
    {
    }

    /// <summary>The connection string. It uses the socket file, which every network namespace can reach and which needs no port.</summary>
    public string ConnectionString => $"Host={_folder.Path};Username=postgres;Database=postgres";

    /// <summary>The socket file at which it listens.</summary>
    internal string SocketFile => _folder.File(".s.PGSQL.5432");

    private string Data => _folder.File("data");

    /// <summary>Starts an empty server.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = await NewAsync();
        await ProgramAsync(
            "initdb", "--pgdata", server.Data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C",
            "--no-sync");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>
    /// Starts a second server on a copy of this one's files (<c>pg_basebackup</c>). The system identifier and all rows are the same.
    /// </summary>
    public Task<PostgresServer> CopyAsync() => CopyAsync([]);

    private async Task<PostgresServer> CopyAsync(string[] options)
    {
        var copy = await NewAsync();
        await ProgramAsync(
            "pg_basebackup",
            ["--host", Host, "--username", "postgres", "--pgdata", copy.Data, "--checkpoint", "fast", "--no-sync", .. options]);
        await copy.StartAgainAsync();
        return copy;
    }

    /// <summary>Closes all connections, stops the server in good order and starts it again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Starts the stopped server, and waits until it accepts connections.</summary>
    public Task StartAgainAsync() => ProgramAsync(
        "pg_ctl", "--pgdata", Data, "--log", _folder.File("log"), "--wait", "start",
        "--options", $"-k {_folder.Path} -c listen_addresses= -c max_connections=300");

    /// <summary>Stops the server as its package does: connections are closed, nothing has to be recovered.</summary>
    public Task StopAsync() => ProgramAsync("pg_ctl", "--pgdata", Data, "--mode", "fast", "--wait", "stop");

    /// <summary>Closes all connections and stops the server like a crash: it has to recover when it starts again.</summary>
    public Task CrashAsync() => ProgramAsync("pg_ctl", "--pgdata", Data, "--mode", "immediate", "--wait", "stop");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await CrashAsync();
        _folder.Dispose();
    }

    private static async Task<PostgresServer> NewAsync()
    {
        var server = new PostgresServer();
        // The server refuses to run as root, and needs a folder that belongs to its account.
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", Account, server._folder.Path);
        return server;
    }

    /// <summary>Runs a line of shell in which PostgreSQL's programs are found by their names.</summary>
    internal static Task ShellAsync(string line) => RunAsync("sh", "-c", $"set -e; PATH=\"{ProgramsFolder}:$PATH\"; {line}");

    private static string ProgramsFolder =>
        Environment.GetEnvironmentVariable(Programs)
        ?? throw new InvalidOperationException($"{Programs} is not set. Run ./test.sh, or the command by tests/with-postgres.sh.");

    private static Task ProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(ProgramsFolder, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", Account, "--", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The output is discarded: the server would inherit a pipe and keep it open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
