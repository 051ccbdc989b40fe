using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LinkedEventTests(Apps apps)
{
    private static readonly DateTimeOffset Later = Person.Epoch.AddDays(1);

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task An_event_of_a_linked_sign_in_makes_no_second_user_and_shows_when_it_is_newer(DatabaseKind kind)
    {
        var (app, person) = (await apps.On(kind), Auth0Person.New());
        var user = await LinkedAsync(app, person.Subject);
        var reader = await app.SignedInAsync(user.Id);

        Expect.Taken(await app.DeliverAsync(app.Auth0, (person with { UpdatedAt = Person.Epoch.AddDays(-1) }).Created()));
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await reader.CurrentAsync())["name"]);
        Expect.Taken(await app.DeliverAsync(app.Auth0, (person with { UpdatedAt = Later }).Updated()));
        var shown = Expect.Ok(await reader.CurrentAsync());
        Assert.Equal((user.Id, "Mary Somerville"), ((string?)shown["id"], (string?)shown["name"]));
        Assert.Equal("mary@example.test", (string?)shown["email"]);
        Expect.Taken(await app.DeliverAsync((user with { LastName = "King", UpdatedAt = Later.AddDays(1) }).Updated()));
        Assert.Equal("Ada King", (string?)Expect.Ok(await reader.CurrentAsync())["name"]);

        Expect.Problem(await reader.ProfileAsync(app.Auth0.ExternalId(person.Subject)), HttpStatusCode.NotFound);
        Assert.Empty(await app.Database.QueryAsync("select * from users where external_id = @id", app.Auth0.ExternalId(person.Subject)));
        Assert.Equal(user.Id, Links.IdOf(await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync()));
    }

    [Fact]
    public async Task A_token_of_a_linked_sign_in_renames_when_it_is_newer()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await LinkedAsync(app, person.Subject);
        var caller = await app.SignedInAsync(app.Auth0, person.Subject, claims => claims["name"] = "Mary of the token");
        var stored = Expect.Ok(await caller.StoreAsync());
        Assert.Equal((user.Id, "Mary of the token"), ((string?)stored["id"], (string?)stored["name"]));
    }

    [Fact]
    public async Task The_deletion_of_a_linked_sign_in_unlinks_it_and_its_user_stays()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await LinkedAsync(app, person.Subject);
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Deleted()));
        var stays = Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync());
        Assert.Equal([app.Clerk.TokenIdentifier(user.Id)], Links.TokensOf(stays));
        Assert.Equal("Ada Lovelace", (string?)stays["name"]);
        Assert.NotEqual(HttpStatusCode.OK, (await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync()).Status);
        await Links.AgreeInSqlAsync(app);
    }

    [Fact]
    public async Task A_late_event_of_a_linked_sign_in_that_was_deleted_makes_no_user()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await LinkedAsync(app, person.Subject);
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Deleted()));
        Expect.Taken(await app.DeliverAsync(app.Auth0, (person with { UpdatedAt = Later }).Updated()));
        Assert.NotEqual(HttpStatusCode.OK, (await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync()).Status);
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())["name"]);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task After_the_deletion_of_the_user_none_of_its_sign_ins_makes_another(DatabaseKind kind)
    {
        var (app, person) = (await apps.On(kind), Auth0Person.New());
        var user = await LinkedAsync(app, person.Subject);
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        foreach (var caller in new[] { await app.SignedInAsync(user.Id), await app.SignedInAsync(app.Auth0, person.Subject) })
        {
            Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
            Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
            Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        }
        await Links.AgreeInSqlAsync(app);
    }

    [Fact]
    public async Task A_user_base_moves_from_one_provider_to_another_without_a_second_user()
    {
        var app = await apps.On();
        var moved = Enumerable.Range(0, 10).Select(_ => (User: Person.New(), Person: Auth0Person.New())).ToArray();
        await Task.WhenAll(moved.Select(async move =>
        {
            Expect.Taken(await app.DeliverAsync(move.User.Created()));
            await app.LinkedAsync(move.User.Id, app.Auth0.TokenIdentifier(move.Person.Subject));
            Expect.Taken(await app.DeliverAsync(app.Auth0, (move.Person with { UpdatedAt = Later }).Created()));
            var stored = Expect.Ok(await (await app.SignedInAsync(app.Auth0, move.Person.Subject)).StoreAsync());
            Assert.Equal((move.User.Id, "Mary Somerville"), ((string?)stored["id"], (string?)stored["name"]));
        }));
        await Links.AgreeInSqlAsync(app);
    }

    private static async Task<Person> LinkedAsync(Sandbox app, string subject)
    {
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        return user;
    }
}
