using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>The running program beside a fake Clerk, whose users it may read.</summary>
public sealed class SyncedClerk : IAsyncDisposable
{
    private SyncedClerk(Sandbox app, FakeClerkApi clerk) => (App, Clerk) = (app, clerk);

    /// <summary>The program.</summary>
    public Sandbox App { get; }

    /// <summary>The fake Clerk.</summary>
    public FakeClerkApi Clerk { get; }

    /// <summary>Starts both.</summary>
    /// <param name="users">The users at Clerk.</param>
    /// <param name="set">Changes the settings of the program.</param>
    public static async Task<SyncedClerk> StartAsync(
        ForeignClient foreign, DatabaseKind kind, IEnumerable<FakeUser> users, Func<ApiSettings, ApiSettings>? set = null)
    {
        var clerk = await FakeClerkApi.StartAsync(users);
        try
        {
            var app = await Sandbox.StartAsync(foreign, await UsersDatabase.CreateAsync(kind), settings =>
            {
                settings = settings
                    .With("CLERK_SECRET_KEY", clerk.SecretKey)
                    .With("CLERK_API_URL", clerk.Url)
                    .With("Sync__RequestsPer10Seconds", "1000");
                return set is null ? settings : set(settings);
            });
            return new SyncedClerk(app, clerk);
        }
        catch
        {
            await clerk.DisposeAsync();
            throw;
        }
    }

    /// <summary><c>POST /admin/sync</c>.</summary>
    public Task<Answer> StartRunAsync(object? request = null) =>
        App.Admin.SendAsync(HttpMethod.Post, "/admin/sync", request is null ? null : JsonContent.Create(request));

    /// <summary><c>GET /admin/sync</c>.</summary>
    /// <exception cref="HttpRequestException">It is not available.</exception>
    public async Task<JsonNode> StatusAsync()
    {
        var answer = await App.Admin.SendAsync(HttpMethod.Get, "/admin/sync");
        return (int)answer.Status == 200 ? answer.Json! : throw new HttpRequestException(answer.ToString());
    }

    /// <summary><c>DELETE /admin/sync</c>.</summary>
    public Task<Answer> CancelAsync() => App.Admin.SendAsync(HttpMethod.Delete, "/admin/sync");

    /// <summary><c>POST /admin/users/{id}/sync</c>.</summary>
    public Task<Answer> SyncOneAsync(string id) =>
        App.Admin.SendAsync(HttpMethod.Post, $"/admin/users/{Uri.EscapeDataString(id)}/sync");

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<JsonNode> RunAsync(object? request = null)
    {
        var started = await StartRunAsync(request);
        return (int)started.Status == 202
            ? await UntilAsync(status => (string?)status["state"] != "running")
            : throw new InvalidOperationException($"No run was started: {started}");
    }

    /// <summary>Waits until the status is as expected.</summary>
    /// <exception cref="TimeoutException">It is not in time; the message has the last one.</exception>
    public async Task<JsonNode> UntilAsync(Func<JsonNode, bool> isExpected, TimeSpan? patience = null)
    {
        using var end = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(90));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        JsonNode? last = null;
        try
        {
            do
            {
                try
                {
                    last = await StatusAsync();
                    if (isExpected(last))
                        return last;
                }
                catch (HttpRequestException)
                {
                    // The process is being killed or started, or the database is away.
                }
            }
            while (await look.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        throw new TimeoutException($"Not in time. The last status: {last?["lanes"]} {last?["drift"]} {last?.ToJsonString()}");
    }

    /// <summary>
    /// What differs between the copy and Clerk, as lines; none when they are equal. Compares ids, names, e-mail addresses and bans.
    /// </summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var rows = await App.Database.QueryAsync("select external_id, state from users where deleted_at is null and external_id <> @id");
        var here = rows.Select(row => Line((string)row["external_id"]!, JsonNode.Parse((string)row["state"]!)!["snapshot"])).ToHashSet();
        var there = Clerk.Users.Where(user => user.Raw is null)
            .Select(user => $"{user.Id} {user.FirstName} {user.LastName} {user.Email} {user.Banned}").ToHashSet();
        return [.. here.Except(there).Select(line => $"only here: {line}"), .. there.Except(here).Select(line => $"only there: {line}")];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Clerk.DisposeAsync();
    }

    private static string Line(string id, JsonNode? user) =>
        $"{id} {user?["firstName"]} {user?["lastName"]} {user?["email"]} {(bool?)user?["banned"] ?? false}";
}
