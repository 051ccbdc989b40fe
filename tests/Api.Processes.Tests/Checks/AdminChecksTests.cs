using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary><c>GET /admin/checks</c>: what a running process checks of itself.</summary>
public sealed class AdminChecksTests(Apps apps)
{
    private const string Path = "/admin/checks";

    [Fact]
    public async Task It_needs_the_key()
    {
        var app = await apps.On(DatabaseKind.Sqlite);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Admin(app.Api, key: null).SendAsync(HttpMethod.Get, Path)).Status);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task It_tells_what_check_tells_the_keys_of_this_process_and_the_last_webhook(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var first = await ReadAsync(app);
        Assert.DoesNotContain(Levels(first), level => level == "fault");
        Assert.Contains(Texts(first, "ok"), text => text.StartsWith($"keys of {app.Clerk.Issuer.Url}: ", StringComparison.Ordinal));
        Assert.Contains(Texts(first, "ok"), text => text.StartsWith("schema", StringComparison.Ordinal));
        Assert.Equal((0, null), KeysOf(first, app.Clerk));
        Assert.Null(first["lastWebhookAt"]);
        Assert.Matches(@"^\d+\.\d+\.\d+", (string)first["version"]!);

        var before = TimeProvider.System.GetUtcNow();
        Expect.Taken(await app.DeliverAsync(Person.New().Created()));
        Expect.Ok(await (await app.SignedInAsync(Person.New().Id)).StoreAsync());
        var second = await ReadAsync(app);
        var (keys, fetchedAt) = KeysOf(second, app.Clerk);
        Assert.True(keys > 0);
        Assert.InRange(fetchedAt!.Value, before.AddSeconds(-1), TimeProvider.System.GetUtcNow());
        var lastWebhookAt = (DateTimeOffset)second["lastWebhookAt"]!;
        Assert.InRange(lastWebhookAt, before.AddSeconds(-1), TimeProvider.System.GetUtcNow());

        // A refused webhook does not count, and a check fetches no keys for the process: they only get older.
        var forged = await app.Api.DeliverAsync("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", Person.New().Created());
        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        await app.Corp.Issuer.RefuseAsync();
        var third = await ReadAsync(app);
        Assert.Equal(lastWebhookAt, (DateTimeOffset)third["lastWebhookAt"]!);
        Assert.Equal(fetchedAt, KeysOf(third, app.Clerk).FetchedAt);
        var fault = Assert.Single(Texts(third, "fault"));
        Assert.StartsWith($"keys of {app.Corp.Issuer.Url}: Providers__corp__Issuer: ", fault, StringComparison.Ordinal);
        await app.Corp.Issuer.RecoverAsync();
        Assert.Empty(Texts(await ReadAsync(app), "fault"));
    }

    [Fact]
    public async Task Calls_that_come_during_a_run_share_it()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        // This run takes four seconds.
        await app.Corp.Issuer.FallSilentAsync();
        var fetches = await app.Clerk.Issuer.KeyFetchesAsync();
        var reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(app)));
        Assert.All(reports, report => Assert.Single(Texts(report, "fault")));
        Assert.Equal(fetches + 1, await app.Clerk.Issuer.KeyFetchesAsync());
    }

    private static async Task<JsonNode> ReadAsync(Sandbox app)
    {
        var answer = await app.Admin.SendAsync(HttpMethod.Get, Path);
        Assert.DoesNotContain(app.Secret, answer.Body, StringComparison.Ordinal);
        return Expect.Ok(answer);
    }

    private static IEnumerable<string> Levels(JsonNode report) => report["items"]!.AsArray().Select(item => (string)item!["level"]!);

    private static IEnumerable<string> Texts(JsonNode report, string level) =>
        report["items"]!.AsArray().Where(item => (string?)item!["level"] == level).Select(item => (string)item!["text"]!);

    private static (int Keys, DateTimeOffset? FetchedAt) KeysOf(JsonNode report, FakeProvider provider)
    {
        var issuer = report["issuers"]!.AsArray().Single(issuer => (string?)issuer!["issuer"] == provider.Issuer.Url)!;
        return ((int)issuer["keys"]!, (DateTimeOffset?)issuer["fetchedAt"]);
    }
}
