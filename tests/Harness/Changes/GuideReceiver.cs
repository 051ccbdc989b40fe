using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace OrleansUsers.Harness;

/// <summary>
/// A receiver of the guide docs/changes.md as a process of its own, which can be killed and started again on the same data.
/// </summary>
public sealed class GuideReceiver : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly string _language;
    private readonly string _secret;
    private ChildProcess? _child;

    private GuideReceiver(string language, string secret) => (_language, _secret) = (language, secret);

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort.Find();

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="language"><c>C#</c> or <c>Node</c>.</param>
    public static async Task<GuideReceiver> StartAsync(string language, string secret)
    {
        var receiver = new GuideReceiver(language, secret);
        await receiver.RestartAsync();
        return receiver;
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _child!.KillAsync();

    /// <summary>Starts it again on the same data, killing it first if it still runs.</summary>
    public async Task RestartAsync()
    {
        if (_child is not null)
            await _child.DisposeAsync();
        _child = ChildProcess.Start(_language == "C#" ? CSharp() : Node());
        using var patience = new CancellationTokenSource(StartPatience);
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await ListensAsync())
        {
            if (_child.HasExited || !await retry.WaitForNextTickAsync(patience.Token))
                throw new InvalidOperationException($"The receiver did not start:\n{_child.LastOutput}");
        }
    }

    /// <summary>To whom it has written a welcome mail, once for each mail.</summary>
    public IReadOnlyList<string> Mails() => _language == "C#" ? Rows() : Files();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
            await _child.DisposeAsync();
        _folder.Dispose();
    }

    private ProcessStartInfo CSharp() => new("dotnet", [Repository.ReceiverProgram])
    {
        WorkingDirectory = _folder.Path,
        Environment =
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}",
            ["CHANGES_SECRET"] = _secret,
            ["MAILS_DB"] = _folder.File("mails.db"),
        },
    };

    // The packages of the tests are those that the guide installs.
    private ProcessStartInfo Node()
    {
        var program = _folder.File("receiver.mjs");
        File.Copy(Path.Combine(Repository.Root, "docs", "changes", "receiver.mjs"), program, overwrite: true);
        var packages = _folder.File("node_modules");
        if (!Directory.Exists(packages))
            Directory.CreateSymbolicLink(packages, Path.Combine(Repository.Root, "tests", "Harness", "foreign-client", "node_modules"));
        return new ProcessStartInfo("node", [program])
        {
            WorkingDirectory = _folder.Path,
            Environment =
            {
                ["HOST"] = "127.0.0.1",
                ["PORT"] = Port.ToString(CultureInfo.InvariantCulture),
                ["CHANGES_SECRET"] = _secret,
                ["MAILS"] = _folder.File("mails"),
            },
        };
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private List<string> Rows()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("mails.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select address from mails";
        using var row = command.ExecuteReader();
        var mails = new List<string>();
        while (row.Read())
            mails.Add(row.GetString(0));
        return mails;
    }

    private List<string> Files() =>
    [
        .. Directory.GetFiles(_folder.File("mails")).Where(file => !Path.GetFileName(file).StartsWith('.'))
            .Select(file => (string)JsonNode.Parse(File.ReadAllText(file))!["to"]!),
    ];
}
