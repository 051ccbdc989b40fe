using System.Diagnostics;
using System.Globalization;

namespace OrleansUsers.Harness;

/// <summary>The settings with which a program is started. It inherits none from the machine that runs the tests.</summary>
public sealed record ApiSettings
{
    private static readonly string[] Configuring =
    [
        "ASPNETCORE_", "DOTNET_ENVIRONMENT", "DOTNET_URLS", "DOTNET_HTTP", "DOTNET_RUNNING_IN_CONTAINER", "URLS", "HTTP_PORTS",
        "HTTPS_PORTS", "PORT", "PathBase", "Kestrel", "CLERK_", "Providers_", "ConnectionStrings_", "DATABASE_URL", "Storage_", "Orleans_",
        "Logging_", "ADMIN_", "OTEL_", "Limits_", "Cors_", "Changes_", "Sync_",
    ];

    private const string Urls = "ASPNETCORE_URLS";

    /// <summary><c>ASPNETCORE_ENVIRONMENT</c>.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>The program to start; by default the front end.</summary>
    public string Program { get; init; } = Repository.ApiProgram;

    /// <summary>The arguments of the program: a command, or settings.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The database of the users. Null leaves it to the program, which runs in a new, empty folder.</summary>
    public UsersDatabase? Database { get; init; }

    /// <summary>The network namespace to run in; null is the machine's own network.</summary>
    public string? Network { get; init; }

    /// <summary>How many files and sockets the process may have open; null means the machine's own limit.</summary>
    public int? OpenFiles { get; init; }

    /// <summary>A file that the process finds empty; null hides none. Needs the rights of root.</summary>
    public string? HiddenFile { get; init; }

    /// <summary>
    /// The image to run instead of the program. The process gets the variables of the image and <see cref="Variables"/>, nothing else.
    /// </summary>
    public ContainerImage? Image { get; init; }

    /// <summary>Every other setting, by the name of its environment variable.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    // Each process gets an address of its own, unless a test leaves the address to the program.
    private bool HasAddress { get; init; } = true;

    /// <summary>The same settings with one more.</summary>
    public ApiSettings With(string variable, string value) =>
        this with { Variables = new Dictionary<string, string>(Variables) { [variable] = value } };

    /// <summary>The same settings with one less. Without <c>ASPNETCORE_URLS</c> the program itself chooses where to listen.</summary>
    public ApiSettings Without(string variable) => this with
    {
        Variables = Variables.Where(pair => pair.Key != variable).ToDictionary(),
        HasAddress = HasAddress && variable != Urls,
    };

    /// <summary>The same settings with another way to a PostgreSQL database: by another login, through a pooler.</summary>
    public ApiSettings As(string connectionString) =>
        (this with { Database = null }).With("ConnectionStrings__Users", connectionString);

    internal ProcessStartInfo ToStart(string workingFolder)
    {
        if (Image is not null)
            return Image.ToStart(workingFolder, Variables);
        string[] command = ["dotnet", Program, .. Arguments];
        if (Network is not null)
            command = ["ip", "netns", "exec", Network, .. command];
        if (HiddenFile is { } file)
            command = ["unshare", "--mount", "sh", "-c", "mount --bind /dev/null \"$0\" && exec \"$@\"", file, .. command];
        if (OpenFiles is { } files)
            command = ["prlimit", string.Create(CultureInfo.InvariantCulture, $"--nofile={files}"), .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = workingFolder };
        foreach (var inherited in start.Environment.Keys.Where(Configures).ToArray())
            start.Environment.Remove(inherited);

        // A socket file can be reached from every network namespace.
        if (HasAddress)
            start.Environment[Urls] = Network is null ? "http://127.0.0.1:0" : $"http://unix:{Path.Combine(workingFolder, "http.sock")}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = Environment;
        foreach (var (name, value) in Variables.Concat(Database is null ? [] : [Database.Setting]))
            start.Environment[name] = value;
        return start;
    }

    private static bool Configures(string variable) =>
        Array.Exists(Configuring, prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
