using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>One server in the comparison, running, with a database of its own. It is one process, or a cluster of ours.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    private readonly IAsyncDisposable[] _owned;

    private Contestant(string name, IReadOnlyList<string> addresses, IReadOnlyList<int> processes, params IAsyncDisposable[] owned) =>
        (Name, Addresses, Processes, _owned) = (name, addresses, processes, owned);

    public const string Us = "OrleansUsers";

    /// <summary>Another build of ours, which the option <c>earlier</c> names.</summary>
    public const string Earlier = "earlier";

    /// <summary>The one that keeps its users in a SQLite file.</summary>
    public const string SqliteRival = "aspnet-sqlite";

    /// <summary>The one that caches users in its process.</summary>
    public const string CachingRival = "aspnet-caching";

    /// <summary>The rivals on PostgreSQL, by the names of their folders.</summary>
    public static readonly IReadOnlyList<string> Rivals =
        ["node-fastify", "node-express-clerk", "aspnet-npgsql", "aspnet-batching", CachingRival, "c-floor"];

    public string Name { get; }

    /// <summary>Its database.</summary>
    public UsersDatabase Database => _owned.OfType<UsersDatabase>().Single();

    /// <summary>Where requests are taken: a port, or the path of a socket file, for each process that does.</summary>
    public IReadOnlyList<string> Addresses { get; }

    public IReadOnlyList<int> Processes { get; }

    /// <summary>Starts one by its name, and waits until it takes requests; a rival's first start installs or builds it.</summary>
    public static async Task<Contestant> Start(string name, RequestMaker requests, Options options)
    {
        var database = await UsersDatabase.CreateAsync(options.Kind);
        return name switch
        {
            Us => await StartUs(requests, database, database),
            Earlier => await StartOurs(Earlier, options.Earlier, requests, database, database),
            _ => await StartRival(name, count: 1, requests, database),
        };
    }

    /// <summary>Starts our front end on a database.</summary>
    /// <param name="owned">What is to go with it.</param>
    public static Task<Contestant> StartUs(RequestMaker requests, UsersDatabase database, params IAsyncDisposable[] owned) =>
        StartOurs(Us, Repository.ApiProgram, requests, database, owned);

    /// <summary>Starts a cluster of ours, named by its shape: 3 is three <c>Api</c> processes, 2+2 is two, and two <c>Silo</c>.</summary>
    public static async Task<Contestant> StartCluster(string shape, RequestMaker requests)
    {
        var counts = shape.Split('+').Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        var settings = SettingsOf(Repository.ApiProgram, requests, database);
        var apis = new List<ApiProcess>();
        for (var n = 0; n < counts[0]; n++)
            apis.Add(await ApiProcess.StartAsync(settings));
        var silos = new List<SiloProcess>();
        for (var n = 0; n < counts.Skip(1).Sum(); n++)
            silos.Add(SiloProcess.Start(settings with { Variables = new Dictionary<string, string>() }));
        // A silo does not tell when it has joined.
        while ((await database.QueryAsync("select from OrleansMembershipTable where Status = 3")).Count < apis.Count + silos.Count)
            await Task.Delay(50);
        return new Contestant(
            shape,
            [.. apis.Select(PortOf)],
            [.. apis.Select(api => api.Id), .. silos.Select(silo => silo.Id)],
            [.. apis, .. silos, database]);
    }

    private static async Task<Contestant> StartOurs(
        string name, string program, RequestMaker requests, UsersDatabase database, params IAsyncDisposable[] owned)
    {
        var api = await ApiProcess.StartAsync(SettingsOf(program, requests, database));
        return new Contestant(name, [PortOf(api)], [api.Id], [api, .. owned]);
    }

    /// <summary>The settings of one of our processes on that database.</summary>
    public static ApiSettings SettingsOf(string program, RequestMaker requests, UsersDatabase database) => new()
    {
        Environment = "Production",
        Program = program,
        Database = database,
        Variables = new Dictionary<string, string>
        {
            ["CLERK_WEBHOOK_SECRET"] = requests.WebhookSecret,
            ["CLERK_ISSUER"] = requests.Issuer,
        },
    };

    /// <summary>Starts a process of ours on each of the first hosts of a network. They are reached by socket files.</summary>
    /// <param name="certificates">A folder for their certificates.</param>
    public static async Task<Contestant> StartOnHosts(TestNetwork network, int count, RequestMaker requests, string certificates)
    {
        var database = await UsersDatabase.CreateAsync(DatabaseKind.Postgres);
        var sockets = (await database.QueryAsync("show unix_socket_directories"))[0]["unix_socket_directories"];
        using var authority = new SiloAuthority();
        var apis = new List<ApiProcess>();
        foreach (var (number, host) in network.Hosts.Take(count).Index())
        {
            var settings = SettingsOf(Repository.ApiProgram, requests, database) with { Network = host };
            settings = settings.As($"{database.Postgres!.ConnectionString};Host={sockets}")
                .With("Orleans__AdvertisedIPAddress", TestNetwork.AddressOf(number));
            apis.Add(await ApiProcess.StartAsync(new SiloFiles(Path.Combine(certificates, host), authority).AddTo(settings)));
        }
        return new Contestant(
            Text(count),
            [.. apis.Select(api => Path.Combine(api.Folder, "http.sock"))],
            [.. apis.Select(api => api.Id)],
            [.. apis, database]);
    }

    private static string PortOf(ApiProcess api) => Text(api.Client.BaseAddress!.Port);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _owned)
            await part.DisposeAsync();
    }

    /// <summary>Starts so many processes of a rival on one database.</summary>
    public static async Task<Contestant> StartRival(string name, int count, RequestMaker requests, UsersDatabase database)
    {
        var settings = await SettingsOf(database);
        var (ports, processes) = (new List<int>(), new List<ChildProcess>());
        for (var n = 0; n < count; n++)
        {
            ports.Add(Tools.FreePort());
            processes.Add(await StartRival(name, ports[n], requests, settings));
        }
        return new Contestant(name, [.. ports.Select(Text)], [.. processes.Select(process => process.Id)], [.. processes, database]);
    }

    private static async Task<ChildProcess> StartRival(
        string name, int port, RequestMaker requests, IEnumerable<(string Name, string Value)> settings)
    {
        var folder = Path.Combine(Tools.Folder("rivals"), name);
        var start = new ProcessStartInfo(Path.Combine(folder, "run.sh")) { WorkingDirectory = folder };
        foreach (var (key, value) in (IEnumerable<(string, string)>)[.. settings,
            ("PORT", port.ToString(CultureInfo.InvariantCulture)),
            ("CLERK_WEBHOOK_SIGNING_SECRET", requests.WebhookSecret),
            ("JWKS_FILE", requests.Key("jwks.json")),
            ("JWT_KEY_FILE", requests.Key("public.pem")),
            ("JWT_ISSUER", requests.Issuer)])
        {
            start.Environment[key] = value;
        }

        var process = ChildProcess.Start(start);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var isUp = false; !isUp;)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{name} did not start:\n{process.LastOutput}");
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
                isUp = answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                // Nobody tells when a rival listens: it has to be asked again.
                await Task.Delay(50);
            }
        }
        return process;
    }

    private static async Task<IEnumerable<(string Name, string Value)>> SettingsOf(UsersDatabase database)
    {
        if (database.Postgres is null)
            return [("SQLITE_PATH", database.Path!)];

        await using var connection = await database.OpenAsync();
        await using var schema = connection.CreateCommand();
        schema.CommandText = await File.ReadAllTextAsync(Path.Combine(Tools.Folder("rivals"), "schema.sql"));
        await schema.ExecuteNonQueryAsync();
        var to = new NpgsqlConnectionStringBuilder(database.Postgres.ConnectionString) { MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 };
        return
        [
            ("NPGSQL_CONNECTION", to.ConnectionString),
            ("DATABASE_URL", $"postgres://{to.Username}@{to.Host}:{to.Port}/{to.Database}"),
        ];
    }
}
