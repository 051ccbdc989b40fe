using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Benchmarks;

/// <summary>Our program on an empty database, and the fake Clerk whose users it reads.</summary>
internal sealed class SyncTarget : IAsyncDisposable
{
    // A user that is stored and not at the fake would take a request of its own: webhooks come from another provider.
    private const string Other = "other";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly UsersDatabase _database;
    private readonly string _secret = WebhookSignature.NewSecret();
    private ApiSettings _settings;
    private ApiProcess _api = null!;

    private SyncTarget(UsersDatabase database, FakeClerkApi clerk, ApiSettings settings) =>
        (_database, Clerk, _settings) = (database, clerk, settings);

    public FakeClerkApi Clerk { get; }

    public int Process => _api.Id;

    /// <param name="latency">How long the fake waits before each answer.</param>
    public static async Task<SyncTarget> Start(RequestMaker keys, DatabaseKind kind, int users, int requests, TimeSpan latency)
    {
        var clerk = await FakeClerkApi.StartAsync(Enumerable.Range(0, users).Select(number => FakeUser.Numbered(number)));
        clerk.InstanceId = (string)JsonNode.Parse(await File.ReadAllTextAsync(keys.Key("jwks.json")))!["keys"]![0]!["kid"]!;
        if (latency > TimeSpan.Zero)
            clerk.Faults = _ => Fault.Slow(latency);
        var database = await UsersDatabase.CreateAsync(kind);
        var target = new SyncTarget(database, clerk, Contestant.SettingsOf(Repository.ApiProgram, keys, database));
        target._settings = target._settings
            .With("ADMIN_API_KEY", Sandbox.AdminKey)
            .With("CLERK_SECRET_KEY", clerk.SecretKey)
            .With("CLERK_API_URL", clerk.Url)
            .With("Sync__RequestsPer10Seconds", requests.ToString(CultureInfo.InvariantCulture))
            .With($"Providers__{Other}__Kind", "clerk")
            .With($"Providers__{Other}__Issuer", $"{keys.Issuer}/{Other}")
            .With($"Providers__{Other}__WebhookSecrets", target._secret);
        try
        {
            target._api = await ApiProcess.StartAsync(target._settings);
            return target;
        }
        catch
        {
            await database.DisposeAsync();
            await clerk.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program again, with lanes that run by themselves.</summary>
    public async Task StartLanes(TimeSpan every)
    {
        await _api.StopAsync();
        await _api.DisposeAsync();
        _api = await ApiProcess.StartAsync(_settings.With("Sync__Schedule", every.ToString("c", CultureInfo.InvariantCulture)));
    }

    /// <summary>Delivers a webhook of users who are not at the fake.</summary>
    public async Task<HttpStatusCode> Deliver(byte[] body) => (await _api.DeliverAsync(_secret, body, $"/webhooks/{Other}")).Status;

    /// <summary>Starts a run and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">It did not complete.</exception>
    public async Task<JsonNode> Run()
    {
        var started = await new Admin(_api, Sandbox.AdminKey).SendAsync(HttpMethod.Post, "/admin/sync", JsonContent.Create(new { }));
        if (started.Status != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"No run was started: {started}");
        var end = await Until(status => (string?)status["state"] != "running", Timeout.InfiniteTimeSpan);
        return (string?)end["state"] == "completed" ? end : throw new InvalidOperationException($"The run did not complete: {end}");
    }

    /// <summary>Waits until the status is as expected.</summary>
    /// <exception cref="TimeoutException">It is not in two minutes.</exception>
    public Task<JsonNode> Until(Func<JsonNode, bool> isExpected) => Until(isExpected, Patience);

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _database.DisposeAsync();
        await Clerk.DisposeAsync();
    }

    private async Task<JsonNode> Until(Func<JsonNode, bool> isExpected, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var last = "";
        try
        {
            while (await look.WaitForNextTickAsync(end.Token))
            {
                var answer = await new Admin(_api, Sandbox.AdminKey).SendAsync(HttpMethod.Get, "/admin/sync");
                last = answer.ToString();
                if (answer is { Status: HttpStatusCode.OK, Json: { } status } && isExpected(status))
                    return status;
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        throw new TimeoutException($"The last status: {last}");
    }
}
