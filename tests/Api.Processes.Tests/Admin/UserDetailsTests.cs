using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class UserDetailsTests(Apps apps)
{
    private static readonly DateTimeOffset TokenTime = DateTimeOffset.FromUnixTimeSeconds(Person.Epoch.AddDays(1).ToUnixTimeSeconds());

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Each_field_has_the_statement_that_it_comes_from_and_what_that_outweighed(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var user = await app.NewUserAsync();
        await StoreAsync(app, user.Id, claims => claims["name"] = "Ada of the token");

        var details = Expect.Ok(await app.Admin.DetailsAsync(user.Id));
        Assert.Equal("Ada of the token", (string?)details["user"]!["name"]);
        var name = details["parts"]!["name"]!;
        Assert.Equal(("Ada of the token", "token", "clerk", TokenTime), Of(name));
        Assert.Equal(("Ada Lovelace", "directory", "clerk", Person.Epoch), Of(Assert.Single(name["outweighed"]!.AsArray())!));
        Assert.Equal(("ada@example.test", "directory", "clerk", Person.Epoch), Of(details["parts"]!["email"]!));
        Assert.Empty(details["parts"]!["email"]!["outweighed"]!.AsArray());

        // The directory is newer again.
        Expect.Taken(await app.DeliverAsync((user with { LastName = "King", UpdatedAt = TokenTime.AddDays(1) }).Updated()));
        name = Expect.Ok(await app.Admin.DetailsAsync(user.Id))["parts"]!["name"]!;
        Assert.Equal(("Ada King", "directory", "clerk", TokenTime.AddDays(1)), Of(name));
        Assert.Equal(("Ada of the token", "token", "clerk", TokenTime), Of(Assert.Single(name["outweighed"]!.AsArray())!));
    }

    [Fact]
    public async Task A_field_of_a_linked_account_names_the_provider_of_that_account()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject));
        Expect.Taken(await app.DeliverAsync(app.Auth0, (person with { UpdatedAt = TokenTime }).Updated()));
        var parts = Expect.Ok(await app.Admin.DetailsAsync(user.Id))["parts"]!;
        Assert.Equal(("Mary Somerville", "linked", "auth0", TokenTime), Of(parts["name"]!));
        Assert.Equal(("linked", "auth0"), ((string?)parts["emailVerified"]!["source"], (string?)parts["emailVerified"]!["provider"]));
    }

    [Fact]
    public async Task Every_part_has_the_value_of_the_field()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        await StoreAsync(app, user.Id, claims => claims["phone_number"] = "+15550100");
        var details = Expect.Ok(await app.Admin.DetailsAsync(user.Id));
        var fields = details["user"]!.AsObject();
        foreach (var (field, part) in details["parts"]!.AsObject())
            Assert.True(JsonNode.DeepEquals(fields[field], part!["value"]), field);
        // All fields that can come from a statement.
        string[] computed = ["id", "externalId", "provider", "tokenIdentifiers", "updatedAt", "version"];
        var explained = fields.Where(field => field.Value is not null).Select(field => field.Key).Except(computed);
        Assert.Empty(explained.Except(details["parts"]!.AsObject().Select(part => part.Key)));
    }

    [Fact]
    public async Task A_deleted_user_has_a_time_and_nothing_personal()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        var answer = await app.Admin.SendAsync(HttpMethod.Get, $"/admin/user?id={user.Id}");
        var details = Expect.Ok(answer);
        Assert.Null(details["user"]);
        Assert.Empty(details["parts"]!.AsObject());
        Assert.NotNull((string?)details["deletedAt"]);
        Assert.DoesNotContain("Ada", answer.Body, StringComparison.Ordinal);
        Expect.Problem(await app.Admin.DetailsAsync("user_nobody_heard_of"), HttpStatusCode.NotFound);
        Expect.Unauthorized(await new Admin(app.Api, key: null).DetailsAsync(user.Id));
    }

    private static async Task StoreAsync(Sandbox app, string id, Action<JsonObject> set) =>
        Expect.Ok(await (await app.SignedInAsync(id, claims =>
        {
            claims["iat"] = TokenTime.ToUnixTimeSeconds();
            set(claims);
        })).StoreAsync());

    private static (string?, string?, string?, DateTimeOffset) Of(JsonNode statement) => (
        (string?)statement["value"],
        (string?)statement["source"],
        (string?)statement["provider"],
        DateTimeOffset.Parse((string)statement["at"]!, null));
}
