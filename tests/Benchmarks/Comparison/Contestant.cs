using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>One server in the comparison, running, with a database of its own.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    private readonly IAsyncDisposable[] _owned;

    private Contestant(string name, int port, int process, params IAsyncDisposable[] owned) =>
        (Name, Port, Process, _owned) = (name, port, process, owned);

    public const string Us = "OrleansUsers";

    /// <summary>Another build of ours, which the option <c>earlier</c> names.</summary>
    public const string Earlier = "earlier";

    /// <summary>The one that keeps its users in a SQLite file.</summary>
    public const string SqliteRival = "aspnet-sqlite";

    /// <summary>The rivals on PostgreSQL, by the names of their folders.</summary>
    public static readonly IReadOnlyList<string> Rivals = ["node-fastify", "node-express-clerk", "aspnet-npgsql", "aspnet-batching"];

    public string Name { get; }

    public int Port { get; }

    public int Process { get; }

    /// <summary>Starts one by its name, and waits until it takes requests; a rival's first start installs or builds it.</summary>
    public static async Task<Contestant> Start(string name, RequestMaker requests, Options options)
    {
        var database = await UsersDatabase.CreateAsync(options.Kind);
        return name switch
        {
            Us => await StartUs(requests, database, database),
            Earlier => await StartOurs(Earlier, options.Earlier, requests, database, database),
            _ => await StartRival(name, requests, database),
        };
    }

    /// <summary>Starts our front end on a database.</summary>
    /// <param name="owned">What is to go with it.</param>
    public static Task<Contestant> StartUs(RequestMaker requests, UsersDatabase database, params IAsyncDisposable[] owned) =>
        StartOurs(Us, Repository.ApiProgram, requests, database, owned);

    private static async Task<Contestant> StartOurs(
        string name, string program, RequestMaker requests, UsersDatabase database, params IAsyncDisposable[] owned)
    {
        var api = await ApiProcess.StartAsync(new ApiSettings
        {
            Environment = "Production",
            Program = program,
            Database = database,
            Variables = new Dictionary<string, string>
            {
                ["CLERK_WEBHOOK_SECRET"] = requests.WebhookSecret,
                ["CLERK_ISSUER"] = requests.Issuer,
            },
        });
        return new Contestant(name, api.Client.BaseAddress!.Port, api.Id, [api, .. owned]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _owned)
            await part.DisposeAsync();
    }

    private static async Task<Contestant> StartRival(string name, RequestMaker requests, UsersDatabase database)
    {
        var folder = Path.Combine(Tools.Folder("rivals"), name);
        var port = Tools.FreePort();
        var start = new ProcessStartInfo(Path.Combine(folder, "run.sh")) { WorkingDirectory = folder };
        foreach (var (key, value) in (IEnumerable<(string, string)>)[.. await Database(database),
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
        return new Contestant(name, port, process.Id, process, database);
    }

    private static async Task<IEnumerable<(string Name, string Value)>> Database(UsersDatabase database)
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
