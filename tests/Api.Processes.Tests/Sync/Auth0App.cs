using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A running program that syncs with a fake Auth0.</summary>
internal sealed record Auth0App(Sandbox App, FakeAuth0Api Auth0) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<Auth0App> StartAsync(
        Apps apps, int users, DatabaseKind kind = DatabaseKind.Sqlite, Func<ApiSettings, ApiSettings>? set = null)
    {
        var auth0 = await FakeAuth0Api.StartAsync(Enumerable.Range(0, users).Select(FakeAuth0User.Numbered));
        var app = await apps.StartAsync(kind, settings =>
        {
            settings = auth0.AddTo(settings).With("Sync__RequestsPer10Seconds", "1000");
            return set is null ? settings : set(settings);
        });
        return new(app, auth0);
    }

    public static string IdOf(FakeAuth0User user) => $"auth0|{user.Id}";

    public async Task BeginAsync(object? options = null)
    {
        var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(options ?? new { }))!.AsObject();
        body["provider"] = "auth0";
        var answer = await App.Admin.SendAsync(HttpMethod.Post, "/admin/sync", JsonContent.Create(body));
        Assert.True(answer.Status == HttpStatusCode.Accepted, answer.ToString());
    }

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<JsonNode> RunAsync(object? options = null)
    {
        await BeginAsync(options);
        return await EndAsync();
    }

    public async Task<JsonNode> EndAsync()
    {
        var run = await UntilAsync(status => (string?)status["state"] != "running");
        return run;
    }

    public async Task<JsonNode> UntilAsync(Func<JsonNode, bool> isExpected)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var status = Expect.Ok(await App.Admin.SendAsync(HttpMethod.Get, "/admin/sync?provider=auth0"));
            if (isExpected(status))
                return status;
            Assert.False(patience.IsCancellationRequested, $"Still {status.ToJsonString()}\n{App.Api.Output}");
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>The user as its own caller reads it.</summary>
    public async Task<Answer> ReadAsync(FakeAuth0User user) => await (await App.SignedInAsync(App.Auth0, user.Id)).CurrentAsync();

    public Task<Answer> SyncAsync(FakeAuth0User user) =>
        App.Admin.SendAsync(HttpMethod.Post, $"/admin/users/{Uri.EscapeDataString(IdOf(user))}/sync");

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Auth0.DisposeAsync();
    }

    /// <summary>Checks what a run has counted.</summary>
    public static void Counts(JsonNode run, params (string Name, long Count)[] expected)
    {
        Assert.True((string?)run["state"] == "completed", run.ToJsonString());
        Assert.All(expected, count => Assert.True((long)run[count.Name]! == count.Count, $"{count} is not in {run.ToJsonString()}"));
    }
}
