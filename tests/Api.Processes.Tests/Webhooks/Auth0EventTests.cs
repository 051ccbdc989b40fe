using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class Auth0EventTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_user_has_what_Auth0_said(DatabaseKind kind)
    {
        var (app, person) = (await apps.On(kind), Auth0Person.New());
        var said = person.Profile();
        (said["username"], said["last_login"]) = ("msomerville", "2025-10-10T10:10:10.010Z");
        said["public_metadata"] = new JsonObject { ["plan"] = "pro" };
        (said["external_id"], said["last_active_at"]) = ("a-17", 1_760_054_400);
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Said(said)));

        var user = Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());
        var expected = new JsonObject
        {
            ["id"] = $"auth0|{person.Subject}",
            ["externalId"] = $"auth0|{person.Subject}",
            ["provider"] = "auth0",
            ["name"] = "Mary Somerville",
            ["firstName"] = "Mary",
            ["lastName"] = "Somerville",
            ["username"] = "msomerville",
            ["email"] = "mary@example.test",
            ["emailVerified"] = true,
            ["phoneNumber"] = "+15550100",
            ["imageUrl"] = "https://img.auth0.test/mary.png",
            ["publicMetadata"] = new JsonObject { ["plan"] = "pro" },
            ["referenceId"] = "a-17",
            ["tokenIdentifiers"] = new JsonArray($"{app.Auth0.Issuer.Url}|{person.Subject}"),
            ["banned"] = false,
            ["locked"] = false,
            ["createdAt"] = "2025-10-09T08:53:20.000Z",
            ["updatedAt"] = "2025-10-09T08:53:20.000Z",
            ["lastSignInAt"] = "2025-10-10T10:10:10.010Z",
            ["lastActiveAt"] = "2025-10-10T00:00:00.000Z",
            ["version"] = 1,
        };
        Assert.EndsWith($"/|{person.Subject}", Links.TokensOf(user).Single(), StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(expected, user), $"Expected {expected.ToJsonString()}\nGot {user.ToJsonString()}");
    }

    [Theory]
    [InlineData("""{"given_name":" Mary ","family_name":" Somerville ","name":"Other"}""", "Mary Somerville")]
    [InlineData("""{"given_name":"Mary","name":"Other"}""", "Mary")]
    [InlineData("""{"family_name":"Somerville"}""", "Somerville")]
    [InlineData("""{"name":" Mary Fairfax ","nickname":"mary"}""", "Mary Fairfax")]
    [InlineData("""{"name":"mary@example.test","email":"mary@example.test","nickname":"marie"}""", "mary@example.test")]
    [InlineData("""{"name":"mary@example.test","email":"mary@example.test","username":"mary","nickname":"marie"}""", "mary@example.test")]
    [InlineData("""{"preferred_username":"marie","username":null,"nickname":"mary"}""", "marie")]
    [InlineData("""{"given_name":null,"family_name":"","name":"  ","nickname":null,"email":"mary@example.test"}""", "mary")]
    [InlineData("""{"given_name":42,"family_name":[],"name":{},"email":false}""", "Anonymous")]
    [InlineData("{}", "Anonymous")]
    public async Task The_name_is_made_of_what_there_is(string data, string name)
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Said(JsonNode.Parse(data)!.AsObject())));
        Assert.Equal(name, (string?)Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync())["name"]);
    }

    [Theory]
    [InlineData("\"2025-10-09T08:53:21.500Z\"", "2025-10-09T08:53:21.500Z")]
    [InlineData("\"2025-10-09T10:53:21.5+02:00\"", "2025-10-09T08:53:21.500Z")]
    [InlineData("1760000001", "2025-10-09T08:53:21.000Z")]
    [InlineData("1760000001500", "2025-10-09T08:53:21.500Z")]
    public async Task A_time_may_be_text_or_seconds_or_milliseconds(string json, string time)
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var said = new JsonObject { ["created_at"] = JsonNode.Parse(json), ["updated_at"] = JsonNode.Parse(json) };
        said["last_login"] = JsonNode.Parse(json);
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Said(said)));
        var user = Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());
        Assert.All(new[] { "createdAt", "updatedAt", "lastSignInAt" }, field => Assert.Equal(time, (string?)user[field]));
    }

    [Fact]
    public async Task The_newest_event_wins_in_any_order_and_a_deletion_is_final()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var caller = await app.SignedInAsync(app.Auth0, person.Subject);
        var later = person with { LastName = "Fairfax", UpdatedAt = Person.Epoch.AddSeconds(1) };
        foreach (var body in new[] { later.Updated(), person.Created(), person.Updated(), later.Updated() })
            Expect.Taken(await app.DeliverAsync(app.Auth0, body));
        Assert.Equal("Mary Fairfax", (string?)Expect.Ok(await caller.CurrentAsync())["name"]);

        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Deleted()));
        Expect.Taken(await app.DeliverAsync(app.Auth0, (person with { UpdatedAt = Person.Epoch.AddDays(90) }).Updated()));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
    }

    [Theory, InlineData("svix"), InlineData("webhook")]
    public async Task An_event_of_Auth0_or_of_any_other_provider_comes_under_either_family_of_headers(string family)
    {
        var app = await apps.On();
        foreach (var provider in new[] { app.Auth0, app.Corp })
        {
            var (person, said) = (Auth0Person.New(), new JsonObject { ["given_name"] = "Mary", ["preferred_username"] = "msomerville" });
            Expect.Taken(await app.Api.DeliverAsync(provider.Secret, person.Said(said), provider.WebhookPath, family));
            var user = Expect.Ok(await (await app.SignedInAsync(provider, person.Subject)).CurrentAsync());
            Assert.Equal((provider.ExternalId(person.Subject), "msomerville"), ((string?)user["id"], (string?)user["username"]));
        }
    }

    [Fact]
    public async Task The_id_may_be_called_as_Auth0_calls_it()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var body = person.Created();
        (body["data"]!["user_id"], _) = (person.Subject, body["data"]!.AsObject().Remove("id"));
        Expect.Taken(await app.DeliverAsync(app.Auth0, body));
        Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync());
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("""{"type":"user.created"}""")]
    [InlineData("""{"type":"user.created","data":{}}""")]
    [InlineData("""{"type":"user.updated","data":{"id":42}}""")]
    [InlineData("""{"type":"user.updated","data":{"id":"  "}}""")]
    [InlineData("""{"type":"user.deleted","data":{"user_id":null}}""")]
    public async Task A_verified_body_that_is_no_event_need_not_be_sent_again(string body)
    {
        var app = await apps.On();
        var bytes = System.Text.Encoding.UTF8.GetBytes(body);
        foreach (var provider in new[] { app.Auth0, app.Corp })
            Expect.Aborted(await app.Api.DeliverAsync(provider.Secret, bytes, provider.WebhookPath, "webhook"));
    }

    [Fact]
    public async Task The_statuses_are_those_of_Clerks_endpoint()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        Expect.Refused(await app.Api.DeliverAsync(WebhookSignature.NewSecret(), person.Created(), app.Auth0.WebhookPath, "webhook"));
        var (other, large) = (person.Created(), person.Created());
        other["type"] = "organization.created";
        Expect.Taken(await app.DeliverAsync(app.Auth0, other));
        large["data"]!["padding"] = new string('x', 1_048_576);
        Expect.Problem(await app.DeliverAsync(app.Auth0, large), HttpStatusCode.RequestEntityTooLarge);
        Expect.Problem(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync(), HttpStatusCode.NotFound);
    }
}
