using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace OrleansUsers.Harness;

/// <summary>PgBouncer in transaction mode, in front of the server of a database: each transaction may get another session.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private const string Account = "postgres";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort.Find();
    private readonly string _target;
    private ChildProcess _child = null!;

    private PgBouncer(string target) => _target = target;

    /// <summary>The connection string of the database through the pooler.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_target) { Host = "127.0.0.1", Port = _port }.ConnectionString;

    /// <summary>Starts the pooler with few sessions, so that they are shared.</summary>
    public static async Task<PgBouncer> StartAsync(PostgresDatabase database)
    {
        var pooler = new PgBouncer(database.ConnectionString);
        var to = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        // No server is asked for a password here. The pooler wants to know the logins all the same.
        await File.WriteAllTextAsync(pooler._folder.File("users.txt"), "\"postgres\" \"\"\n\"app\" \"\"\n");
        await File.WriteAllTextAsync(pooler._folder.File("pgbouncer.ini"), $"""
            [databases]
            * = host={to.Host} port={to.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {pooler._port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {pooler._folder.File("users.txt")}
            pool_mode = transaction
            default_pool_size = 4
            """);
        await pooler.LaunchAsync();
        return pooler;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _folder.Dispose();
    }

    private async Task LaunchAsync()
    {
        // It refuses to run as root.
        string[] command = ["pgbouncer", "-q", _folder.File("pgbouncer.ini")];
        if (Environment.IsPrivilegedProcess)
        {
            using var give = Process.Start("chown", ["-R", Account, _folder.Path]);
            await give.WaitForExitAsync();
            // Unlike runuser it becomes the program, so that a signal reaches it.
            command = ["setpriv", "--reuid", Account, "--regid", Account, "--init-groups", "/usr/sbin/pgbouncer", .. command[1..]];
        }
        _child = ChildProcess.Start(new ProcessStartInfo(command[0], command[1..]));
        using var patience = new CancellationTokenSource(Patience);
        while (!await AcceptsAsync(patience.Token))
        {
            if (_child.HasExited)
                throw new InvalidOperationException($"PgBouncer ended with {_child.ExitCode}:\n{_child.LastOutput}");
            await Task.Delay(20, patience.Token);
        }
    }

    private async Task<bool> AcceptsAsync(CancellationToken patience)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", _port, patience);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
