using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary><c>GET /admin/webhooks</c>.</summary>
public sealed class RecentDeliveryTests(Apps apps)
{
    private static readonly string[] Members =
        ["receivedAt", "provider", "deliveryId", "type", "userId", "outcome", "reason", "ageMs"];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Each_webhook_is_listed_with_its_outcome_newest_first_and_without_personal_data()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Postgres, EventStream.WithTokens);
        var user = Person.New() with { UpdatedAt = Now.AddSeconds(-30), SentAt = Now.AddSeconds(-20) };
        Expect.Taken(await app.DeliverAsync(user.Created()));
        await IsListedAsync(app, "stored", null, user.Id, "user.created");
        Assert.InRange((long)(await NewestAsync(app))["ageMs"]!, 20_000, 60_000);
        Expect.Taken(await app.DeliverAsync(user.Updated()));
        await IsListedAsync(app, "unchanged", null, user.Id, "user.updated");
        Expect.Taken(await app.DeliverAsync(user.FromVector("session.created")));
        await IsListedAsync(app, "ignored", "type", null, "session.created");
        var soon = user with { UpdatedAt = Now.AddMinutes(5), SentAt = Now.AddMinutes(5) };
        Expect.Taken(await app.DeliverAsync(soon.Updated()));
        await IsListedAsync(app, "stored", null, user.Id, "user.updated");
        Assert.Equal(0, (long)(await NewestAsync(app))["ageMs"]!);
        Expect.Unavailable(await app.DeliverAsync((user with { SentAt = Now.AddHours(1) }).Updated()));
        await IsListedAsync(app, "failed", "ahead", user.Id, "user.updated");
        Expect.Aborted(await app.DeliverAsync(JsonValue.Create("no event")));
        await IsListedAsync(app, "unreadable", null, null, null);

        var valid = await ValidDelivery.MakeAsync(app, apps.Foreign);
        await RefusesAsync(valid.SignedWith(WebhookSignature.NewSecret()), "signature");
        await RefusesAsync(valid.SignedAt(-400), "timestamp");
        await RefusesAsync(valid.AsSent.Without("svix-timestamp"), "header");
        Expect.Unauthorized(await app.Api.DeliverAsync(user.Created(), authorizations: "Bearer wrong"));
        await IsListedAsync(app, "refused", "token", null, null, "auth0");
        Expect.Unauthorized(await app.Api.DeliverAsync(user.Created()));
        await IsListedAsync(app, "refused", "header", null, null, "auth0");
        Expect.Problem(await app.Api.PostRawAsync(new Delivery(new byte[1_048_577], [])), HttpStatusCode.RequestEntityTooLarge);
        await IsListedAsync(app, "unreadable", "size", null, null);
        (await RawConnection.PostAsync(app.Api, Harness.Webhooks.Path, length: 100, sent: 10)).Dispose();
        await Until.AnswerAsync(() => ListAsync(app), list => (string?)Items(list)[0]!["reason"] == "body");
        await IsListedAsync(app, "failed", "body", null, null);

        await app.Database.Postgres!.ShutOutAsync();
        Expect.Unavailable(await app.DeliverAsync(Person.New().Created()));
        await app.Database.Postgres.LetInAsync();
        var items = Items(await Until.AnswerAsync(() => ListAsync(app), list => list.Status == HttpStatusCode.OK));
        Assert.Equal(("failed", "user.created"), ((string?)items[0]!["outcome"], (string?)items[0]!["type"]));
        Assert.StartsWith("user_", (string?)items[0]!["userId"], StringComparison.Ordinal);

        Assert.Equal(14, items.Count);
        Assert.All(items, item => Assert.Equal(Members, item!.AsObject().Select(member => member.Key)));
        var times = items.Select(item => (string)item!["receivedAt"]!).ToList();
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        foreach (var personal in new[] { user.Email, "Lovelace", "Ada" })
            Assert.DoesNotContain(personal, items.ToJsonString(), StringComparison.Ordinal);

        async Task RefusesAsync(Delivery delivery, string reason)
        {
            Expect.Refused(await app.Api.PostRawAsync(delivery));
            await IsListedAsync(app, "refused", reason, null, null);
            Assert.Equal(valid.Id, (string?)(await NewestAsync(app))["deliveryId"]);
        }
    }

    [Fact]
    public async Task Two_thousand_refused_webhooks_displace_no_other()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (user, forger) = (Person.New(), WebhookSignature.NewSecret());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        await Parallel.ForAsync(0, 2_000, async (_, _) => Expect.Refused(await app.Api.DeliverAsync(forger, user.Created())));
        Expect.Taken(await app.DeliverAsync(user.Deleted()));

        var items = Items(await ListAsync(app));
        Assert.Equal(102, items.Count);
        Assert.Equal(100, items.Count(item => (string?)item!["outcome"] == "refused"));
        Assert.Equal((user.Id, "user.deleted"), ((string?)items[0]!["userId"], (string?)items[0]!["type"]));
        Assert.Equal((user.Id, "user.created"), ((string?)items[^1]!["userId"], (string?)items[^1]!["type"]));
    }

    private static async Task IsListedAsync(
        Sandbox app, string outcome, string? reason, string? userId, string? type, string provider = "clerk")
    {
        var newest = await NewestAsync(app);
        Assert.Equal(
            (outcome, reason, userId, type, provider),
            ((string)newest["outcome"]!, (string?)newest["reason"], (string?)newest["userId"], (string?)newest["type"],
                (string)newest["provider"]!));
    }

    private static async Task<JsonNode> NewestAsync(Sandbox app) => Items(await ListAsync(app))[0]!;

    private static JsonArray Items(Answer list) => Expect.Ok(list)["items"]!.AsArray();

    private static Task<Answer> ListAsync(Sandbox app) => app.Admin.SendAsync(HttpMethod.Get, "/admin/webhooks");
}
