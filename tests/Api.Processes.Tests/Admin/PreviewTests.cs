using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class PreviewTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_preview_tells_what_an_event_would_do_and_stores_nothing(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var user = Person.New();
        var preview = Expect.Ok(await PreviewAsync(app, user.Created()));
        Assert.Equal((user.Id, "stored"), ((string?)preview["userId"], (string?)preview["outcome"]));
        Assert.Null(preview["before"]);
        Assert.Equal("Ada Lovelace", (string?)preview["after"]!["name"]);
        Expect.Problem(await app.Admin.DetailsAsync(user.Id), HttpStatusCode.NotFound);

        Expect.Taken(await app.DeliverAsync(user.Created()));
        preview = Expect.Ok(await PreviewAsync(app, (user with { LastName = "King", UpdatedAt = Person.Epoch.AddDays(1) }).Updated()));
        Assert.Equal(("stored", "Ada Lovelace"), ((string?)preview["outcome"], (string?)preview["before"]!["name"]));
        Assert.Equal(("Ada King", 2L), ((string?)preview["after"]!["name"], (long)preview["after"]!["version"]!));
        Assert.Equal(["name", "lastName", "updatedAt"], preview["changed"]!.AsArray().Select(field => (string)field!));

        preview = Expect.Ok(await PreviewAsync(app, user.Deleted()));
        Assert.Equal(("stored", true), ((string?)preview["outcome"], preview["after"] is null));
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await app.Admin.DetailsAsync(user.Id))["user"]!["name"]);
    }

    [Fact]
    public async Task What_a_preview_tells_is_what_the_delivery_of_the_event_does()
    {
        var app = await apps.On();
        var person = Person.New();
        JsonObject[] events =
        [
            person.Created(), person.Created(), (person with { UpdatedAt = Person.Epoch.AddDays(-1) }).Updated(),
            (person with { LastName = "King", UpdatedAt = Person.Epoch.AddDays(1) }).Updated(), person.Deleted(),
            (person with { LastName = "Byron", UpdatedAt = Person.Epoch.AddDays(2) }).Updated(), person.Deleted(),
        ];
        string[] outcomes = ["stored", "unchanged", "unchanged", "stored", "stored", "unchanged", "unchanged"];
        foreach (var (happened, outcome) in events.Zip(outcomes))
        {
            var preview = Expect.Ok(await PreviewAsync(app, happened));
            Assert.Equal(outcome, (string?)preview["outcome"]);
            Expect.Taken(await app.DeliverAsync(happened));
            var user = Expect.Ok(await app.Admin.DetailsAsync(person.Id))["user"];
            Assert.True(JsonNode.DeepEquals(user, preview["after"]), happened.ToJsonString());
        }
    }

    [Fact]
    public async Task An_event_without_an_effect_is_ignored_and_what_is_no_event_is_refused()
    {
        var app = await apps.On();
        var session = JsonNode.Parse("""{"type":"session.created","data":{"id":"sess_1"}}""")!.AsObject();
        var preview = Expect.Ok(await PreviewAsync(app, session));
        Assert.Equal(("ignored", "type"), ((string?)preview["outcome"], (string?)preview["reason"]));
        foreach (var body in new[] { "", "no JSON", "[]", "{}", """{"type":"user.created","data":{}}""" })
            Expect.Problem(await PreviewAsync(app, new StringContent(body, Encoding.UTF8, "application/json")), HttpStatusCode.BadRequest);
        Expect.Problem(
            await app.Admin.SendAsync(HttpMethod.Post, "/admin/webhooks/preview?provider=nobody", JsonContent.Create(session)),
            HttpStatusCode.BadRequest);
        Expect.Unauthorized(await new Admin(app.Api, null).SendAsync(HttpMethod.Post, "/admin/webhooks/preview"));
    }

    [Fact]
    public async Task The_removal_of_a_linked_account_shows_the_user_that_it_is_unlinked_from()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject));
        var answer = await app.Admin.SendAsync(
            HttpMethod.Post, "/admin/webhooks/preview?provider=AUTH0", JsonContent.Create(person.Deleted()));
        var preview = Expect.Ok(answer);
        Assert.Equal((user.Id, "stored"), ((string?)preview["userId"], (string?)preview["outcome"]));
        Assert.Equal(["tokenIdentifiers"], preview["changed"]!.AsArray().Select(field => (string)field!));
    }

    private static Task<Answer> PreviewAsync(Sandbox app, JsonObject happened) => PreviewAsync(app, JsonContent.Create(happened));

    private static Task<Answer> PreviewAsync(Sandbox app, HttpContent content) =>
        app.Admin.SendAsync(HttpMethod.Post, "/admin/webhooks/preview", content);
}
