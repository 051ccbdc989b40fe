using System.Diagnostics;
using System.Globalization;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>Requests ready to send, in a file. Those with signed events are good for five minutes.</summary>
internal sealed record Requests(string File, bool MayRepeat);

/// <summary>Makes keys, tokens and requests as Clerk's would be, by <c>load/*.mjs</c>, and serves the keys as an issuer does.</summary>
internal sealed class RequestMaker : IAsyncDisposable
{
    // A file of several hundred megabytes on its way to the disk would be in the databases' way.
    private const string MemoryDisk = "/dev/shm";

    private readonly string _folder =
        Path.Combine(Directory.Exists(MemoryDisk) ? MemoryDisk : Path.GetTempPath(), $"orleans-users-{Guid.NewGuid():N}");
    private readonly Dictionary<string, string> _environment;
    private Process? _issuer;
    private int _nextNew = 1_000_000;
    private int _nextUpdate;
    private int _made;

    private RequestMaker()
    {
        Issuer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Tools.FreePort()}");
        _environment = new() { ["KEYS"] = _folder, ["ISSUER"] = Issuer };
    }

    public const int Users = 10_000;

    public string Issuer { get; }

    /// <summary>How many updates were made. The next one has this number in its user's last name.</summary>
    public int UpdatesMade => _nextUpdate;

    public string WebhookSecret => File.ReadAllText(Key("whsec"));

    /// <param name="tokens">How many users get a session token.</param>
    public static async Task<RequestMaker> Start(int tokens = Users)
    {
        var maker = new RequestMaker();
        Directory.CreateDirectory(maker._folder);
        await maker.Node("keys.mjs", tokens);
        var start = new ProcessStartInfo("node", [Path.Combine(Tools.Folder("load"), "issuer.mjs")]);
        foreach (var (name, value) in maker._environment)
            start.Environment[name] = value;
        maker._issuer = Process.Start(start);
        return maker;
    }

    /// <summary>How to serve the issuer's keys on a host of a network, where its address is another one.</summary>
    public ProcessStartInfo IssuerOn(string host)
    {
        var start = TestNetwork.On(host, "node", Path.Combine(Tools.Folder("load"), "issuer.mjs"));
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        return start;
    }

    public string Key(string name) => Path.Combine(_folder, name);

    /// <summary>The user of the n-th update of a file, as in <c>gen.mjs</c>.</summary>
    public static int UserOf(int n) => (int)(n * 7919L % Users);

    /// <summary>Creations of users from <paramref name="first"/> on.</summary>
    public Task<Requests> Create(int first, int count) => Make("create", count, first);

    /// <summary>Creations of users whom nobody has made yet.</summary>
    public Task<Requests> CreateNew(int count) => Make("create", count, (_nextNew += count) - count);

    /// <summary>Updates of users in turn, each newer than any before.</summary>
    public Task<Requests> Update(int count, int users = Users) => Make("update", count, (_nextUpdate += count) - count, users);

    public Task<Requests> Read() => Make("read", Users, mayRepeat: true);

    public Task<Requests> Mixed(int count) => Make("mixed", count, (_nextUpdate += count) - count);

    /// <summary>Reads of the public profiles of users from <paramref name="first"/> on, one each.</summary>
    public Task<Requests> Profiles(int first, int count) => Make("profile", count, first);

    public async ValueTask DisposeAsync()
    {
        if (_issuer is not null)
        {
            _issuer.Kill();
            await _issuer.WaitForExitAsync();
            _issuer.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Requests> Make(string kind, int count, int first = 0, int users = Users, bool mayRepeat = false)
    {
        // Three processes are each sent their own at once; those before have been played by then.
        var file = Key($"{kind}-{_made++ % 3}");
        await Node("gen.mjs", kind, file, count, first, users);
        return new Requests(file, mayRepeat);
    }

    private Task<string> Node(string script, params object[] arguments) => Tools.Run(
        "node",
        [
            Path.Combine(Tools.Folder("load"), script),
            .. arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!),
        ],
        _environment);
}
