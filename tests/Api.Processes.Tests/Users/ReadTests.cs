using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ReadTests(Apps apps)
{
    private static readonly string[] UserFields =
    [
        "banned", "createdAt", "email", "emailVerified", "externalId", "firstName", "id", "imageUrl", "lastActiveAt", "lastName",
        "lastSignInAt", "locked", "name", "phoneNumber", "provider", "publicMetadata", "referenceId", "tokenIdentifiers", "updatedAt",
        "username", "version",
    ];

    private static readonly string[] ProfileFields = ["id", "imageUrl", "name", "username"];

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_user_has_the_fields_of_the_contract_with_what_the_directory_said(DatabaseKind kind)
    {
        var (app, user) = (await apps.On(kind), Person.New() with { Username = "countess", UpdatedAt = Person.Epoch.AddMilliseconds(7) });
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var stored = Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
        Assert.Equal(UserFields, Names(stored));
        var expected = new JsonObject
        {
            ["id"] = user.Id,
            ["externalId"] = user.Id,
            ["provider"] = "clerk",
            ["name"] = "Ada Lovelace",
            ["firstName"] = "Ada",
            ["lastName"] = "Lovelace",
            ["username"] = "countess",
            ["email"] = "ada@example.test",
            ["emailVerified"] = true,
            ["phoneNumber"] = null,
            ["imageUrl"] = "https://img.clerk.test/ada.png",
            ["publicMetadata"] = new JsonObject { ["plan"] = "pro" },
            ["referenceId"] = null,
            ["tokenIdentifiers"] = new JsonArray($"{app.Issuer.Url}|{user.Id}"),
            ["banned"] = false,
            ["locked"] = false,
            ["createdAt"] = Text(Person.Epoch),
            ["updatedAt"] = Text(user.UpdatedAt),
            ["lastSignInAt"] = null,
            ["lastActiveAt"] = Text(Person.Epoch),
            ["version"] = 1,
        };
        Assert.True(JsonNode.DeepEquals(expected, stored), $"Expected {expected.ToJsonString()}\nGot {stored.ToJsonString()}");
    }

    [Fact]
    public async Task Every_time_is_UTC_with_milliseconds()
    {
        var app = await apps.On();
        var stored = Expect.Ok(await (await app.SignedInAsync(Person.New().Id, claims => claims["name"] = "Ada")).StoreAsync());
        foreach (var field in new[] { "createdAt", "updatedAt" })
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)stored[field]);
    }

    [Fact]
    public async Task Private_metadata_is_neither_served_nor_stored()
    {
        var (app, user) = (await apps.On(), Person.New());
        var secret = user.Created();
        secret["data"]!["private_metadata"] = new JsonObject { ["diagnosis"] = "unspeakable" };
        secret["data"]!["unsafe_metadata"] = new JsonObject { ["draft"] = "unspeakable" };
        Expect.Taken(await app.DeliverAsync(secret));

        var caller = await app.SignedInAsync(user.Id);
        Assert.DoesNotContain("unspeakable", (await caller.CurrentAsync()).Body, StringComparison.Ordinal);
        var row = Assert.Single(await app.Database.QueryAsync("select * from users where external_id = @id", user.Id));
        Assert.DoesNotContain("unspeakable", string.Join('\n', row.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anybody_signed_in_may_read_a_public_profile_and_no_more()
    {
        var (app, user) = (await apps.On(), Person.New() with { Username = "countess" });
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var profile = Expect.Ok(await (await app.SignedInAsync(Person.New().Id)).ProfileAsync(user.Id));
        Assert.Equal(ProfileFields, Names(profile));
        Assert.Equal(
            (user.Id, "Ada Lovelace", "countess"), ((string)profile["id"]!, (string)profile["name"]!, (string)profile["username"]!));
        Assert.Equal("https://img.clerk.test/ada.png", (string?)profile["imageUrl"]);
    }

    [Fact]
    public async Task A_user_nobody_has_heard_of_is_not_found()
    {
        var app = await apps.On();
        Expect.Problem(await (await app.SignedInAsync(Person.New().Id)).ProfileAsync(Person.New().Id), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_batch_answers_in_the_order_asked_with_null_where_there_is_none()
    {
        var app = await apps.On();
        var users = Enumerable.Range(0, 98).Select(i => Person.New() with { FirstName = $"User {i}" }).ToArray();
        foreach (var user in users)
            Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Taken(await app.DeliverAsync(users[3].Deleted()));

        string[] ids = [users[5].Id, Person.New().Id, .. users.Reverse().Select(user => user.Id).Take(97), users[5].Id];
        var batch = Expect.Ok(await (await app.SignedInAsync(users[0].Id)).ProfilesAsync(ids)).AsArray();
        Assert.Equal(100, batch.Count);
        var existing = users.Select(user => user.Id).Except([users[3].Id]).ToHashSet();
        Assert.Equal(ids.Select(id => existing.Contains(id) ? id : null), batch.Select(profile => (string?)profile?["id"]));
        Assert.Equal(ProfileFields, Names(batch[0]!));
    }

    [Fact]
    public async Task A_batch_of_more_than_a_hundred_is_refused()
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id);
        Expect.Problem(await caller.ProfilesAsync(Enumerable.Range(0, 101).Select(i => $"user_{i}")), HttpStatusCode.BadRequest);
        Assert.Equal(100, Expect.Ok(await caller.ProfilesAsync(Enumerable.Range(0, 100).Select(i => $"user_{i}"))).AsArray().Count);
    }

    [Theory]
    [InlineData(" Ada ", " Lovelace ", "countess", "Ada Lovelace")]
    [InlineData("Ada", null, "countess", "Ada")]
    [InlineData(null, "Lovelace", "countess", "Lovelace")]
    [InlineData("", "  ", "countess", "countess")]
    [InlineData(null, null, null, "ada")]
    [InlineData("null", null, null, "null")]
    public async Task The_name_is_made_of_what_there_is(string? first, string? last, string? username, string name)
    {
        var (app, user) = (await apps.On(), Person.New() with { FirstName = first, LastName = last, Username = username });
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Assert.Equal(name, (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["name"]);
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_too()
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id);
        Expect.Problem(await app.Api.GetAsync("/nowhere", caller.Token), HttpStatusCode.NotFound);
        Expect.Problem(await app.Api.GetAsync("/users/store/more", caller.Token), HttpStatusCode.NotFound);
        Expect.Problem(await app.Api.GetAsync(Harness.Webhooks.Path), HttpStatusCode.MethodNotAllowed);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(JsonNode json) => json.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal);
}
