using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class StoreTests(Apps apps)
{
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task A_caller_is_stored_from_the_claims_of_the_token()
    {
        var (app, id) = (await apps.On(), Person.New().Id);
        var caller = await app.SignedInAsync(id, claims => (claims["name"], claims["email"]) = ("Grace Hopper", "grace@example.test"));
        Assert.Equal(HttpStatusCode.NotFound, (await caller.CurrentAsync()).Status);

        var stored = Expect.Ok(await caller.StoreAsync());
        Assert.Equal(id, (string?)stored["id"]);
        Assert.Equal(id, (string?)stored["externalId"]);
        Assert.Equal("clerk", (string?)stored["provider"]);
        Assert.Equal("Grace Hopper", (string?)stored["name"]);
        Assert.Equal("grace@example.test", (string?)stored["email"]);
        Assert.Equal([$"{app.Issuer.Url}|{id}"], stored["tokenIdentifiers"]!.AsArray().Select(token => (string)token!));
        Assert.Equal(stored.ToJsonString(), Expect.Ok(await caller.CurrentAsync()).ToJsonString());
    }

    [Fact]
    public async Task Storing_twice_changes_nothing()
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id, claims => claims["name"] = "Grace Hopper");
        var first = Expect.Ok(await caller.StoreAsync());
        Assert.Equal(first.ToJsonString(), Expect.Ok(await caller.StoreAsync()).ToJsonString());
    }

    [Fact]
    public async Task A_token_without_a_name_never_erases_or_renames()
    {
        var (app, id) = (await apps.On(), Person.New().Id);
        Expect.Ok(await (await SignedInAtAsync(app, id, Now - 20, "Grace Hopper")).StoreAsync());
        var after = Expect.Ok(await (await SignedInAtAsync(app, id, Now, null)).StoreAsync());
        Assert.Equal("Grace Hopper", (string?)after["name"]);
        Assert.Equal("Grace Hopper", (string?)Expect.Ok(await (await SignedInAtAsync(app, id, Now + 1, "  ")).StoreAsync())["name"]);
    }

    [Fact]
    public async Task A_caller_of_whom_nothing_is_known_is_Anonymous()
    {
        var app = await apps.On();
        Assert.Equal("Anonymous", (string?)Expect.Ok(await (await app.SignedInAsync(Person.New().Id)).StoreAsync())["name"]);
    }

    [Fact]
    public async Task A_newer_token_renames_and_an_older_one_does_not()
    {
        var (app, id) = (await apps.On(), Person.New().Id);
        Assert.Equal("Second", await NameAfterStoreAsync(app, id, Now - 20, "Second"));
        Assert.Equal("Second", await NameAfterStoreAsync(app, id, Now - 30, "First"));
        Assert.Equal("Third", await NameAfterStoreAsync(app, id, Now - 10, "Third"));
    }

    [Fact]
    public async Task The_newer_of_directory_and_token_names_the_user()
    {
        var app = await apps.On();
        var user = Person.New() with { UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(Now - 20) };
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Assert.Equal("Ada Lovelace", await NameAfterStoreAsync(app, user.Id, Now - 30, "Older Token"));
        Assert.Equal("Newer Token", await NameAfterStoreAsync(app, user.Id, Now - 10, "Newer Token"));

        var renamed = user with { LastName = "King", UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(Now - 5) };
        Expect.Taken(await app.DeliverAsync(renamed.Updated()));
        Assert.Equal("Ada King", await NameAfterStoreAsync(app, user.Id, Now - 10, "Newer Token"));
    }

    [Fact]
    public async Task One_person_signed_in_by_token_and_delivered_by_webhook_is_one_user()
    {
        var (app, user) = (await apps.On(), Person.New());
        var caller = await app.SignedInAsync(user.Id);
        Expect.Ok(await caller.StoreAsync());
        Expect.Taken(await app.DeliverAsync(user.Created()));
        var stored = Expect.Ok(await caller.CurrentAsync());
        Assert.Equal("Ada Lovelace", (string?)stored["name"]);
        Assert.Single(stored["tokenIdentifiers"]!.AsArray());
        Assert.Single(await app.Database.QueryAsync("select external_id from users where external_id = @id", user.Id));
    }

    [Fact]
    public async Task A_deleted_user_is_gone_and_is_not_stored_again()
    {
        var (app, user) = (await apps.On(), Person.New());
        var caller = await app.SignedInAsync(user.Id, claims => claims["name"] = "Ada");
        Expect.Ok(await caller.StoreAsync());
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await caller.ProfileAsync(user.Id), HttpStatusCode.NotFound);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_thousand_first_calls_at_once_make_one_user(DatabaseKind kind)
    {
        var (app, id) = (await apps.On(kind), Person.New().Id);
        var caller = await app.SignedInAsync(id, claims => claims["name"] = "Grace Hopper");
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => caller.StoreAsync()));
        var users = answers.Select(answer => Expect.Ok(answer).ToJsonString()).Distinct();
        Assert.Equal(1, (long)JsonNode.Parse(Assert.Single(users))!["version"]!);
        Assert.Single(await app.Database.QueryAsync("select external_id from users where external_id = @id", id));
    }

    private static Task<SignedIn> SignedInAtAsync(Sandbox app, string id, long issuedAt, string? name) =>
        app.SignedInAsync(id, claims =>
        {
            claims["iat"] = issuedAt;
            if (name is not null)
                claims["name"] = name;
        });

    private static async Task<string?> NameAfterStoreAsync(Sandbox app, string id, long issuedAt, string name) =>
        (string?)Expect.Ok(await (await SignedInAtAsync(app, id, issuedAt, name)).StoreAsync())["name"];
}
