using System.Net;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class LinkTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_linked_sign_in_is_the_same_user_everywhere_at_once(DatabaseKind kind)
    {
        var (app, subject) = (await apps.On(kind), Auth0Person.New().Subject);
        var user = await app.NewUserAsync();
        var linked = await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        string[] both = [app.Clerk.TokenIdentifier(user.Id), app.Auth0.TokenIdentifier(subject)];
        Assert.Equal(both.Order(StringComparer.Ordinal), Links.TokensOf(linked).Order(StringComparer.Ordinal));

        var caller = await app.SignedInAsync(app.Auth0, subject);
        var current = Expect.Ok(await caller.CurrentAsync());
        Assert.Equal((user.Id, "clerk", "Ada Lovelace"), ((string?)current["id"], (string?)current["provider"], (string?)current["name"]));
        Assert.Equal(linked.ToJsonString(), current.ToJsonString());
        Assert.Equal(user.Id, Links.IdOf(await caller.StoreAsync()));
        Assert.Equal(user.Id, Links.IdOf(await (await app.SignedInAsync(user.Id)).CurrentAsync()));
        Expect.Problem(await caller.ProfileAsync(app.Auth0.ExternalId(subject)), HttpStatusCode.NotFound);
        Assert.Empty(await app.Database.QueryAsync("select * from users where external_id = @id", app.Auth0.ExternalId(subject)));
    }

    [Fact]
    public async Task Linking_it_again_to_the_same_user_changes_nothing()
    {
        var app = await apps.On();
        var (user, token) = (await app.NewUserAsync(), app.Auth0.TokenIdentifier(Auth0Person.New().Subject));
        var first = await app.LinkedAsync(user.Id, token);
        Assert.Equal(first.ToJsonString(), (await app.LinkedAsync(user.Id, token)).ToJsonString());
        Assert.Equal(first.ToJsonString(), (await app.LinkedAsync(user.Id, app.Clerk.TokenIdentifier(user.Id))).ToJsonString());
    }

    [Fact]
    public async Task A_user_may_have_many_sign_ins_also_two_of_one_provider()
    {
        var (app, subjects) = (await apps.On(), Enumerable.Range(0, 8).Select(_ => Auth0Person.New().Subject).ToArray());
        var user = await app.NewUserAsync();
        foreach (var (index, subject) in subjects.Index())
            await app.LinkedAsync(user.Id, (index % 2 == 0 ? app.Auth0 : app.Corp).TokenIdentifier(subject));
        foreach (var (index, subject) in subjects.Index())
        {
            var caller = await app.SignedInAsync(index % 2 == 0 ? app.Auth0 : app.Corp, subject);
            Assert.Equal(user.Id, Links.IdOf(await caller.CurrentAsync()));
        }
        Assert.Equal(9, Links.TokensOf(Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())).Distinct().Count());
    }

    [Fact]
    public async Task A_user_of_any_provider_may_get_a_sign_in_of_any_other_also_of_Clerk()
    {
        var (app, person, clerkId) = (await apps.On(), Auth0Person.New(), Person.New().Id);
        Expect.Taken(await app.DeliverAsync(app.Auth0, person.Created()));
        await app.LinkedAsync(app.Auth0.ExternalId(person.Subject), app.Clerk.TokenIdentifier(clerkId));
        var caller = await app.SignedInAsync(clerkId);
        Assert.Equal(app.Auth0.ExternalId(person.Subject), Links.IdOf(await caller.StoreAsync()));
        Assert.Equal("Mary Somerville", (string?)Expect.Ok(await caller.CurrentAsync())["name"]);
    }

    [Fact]
    public async Task A_sign_in_of_an_issuer_that_is_not_configured_may_be_linked()
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, $"https://later.example.test/|auth0|{Guid.NewGuid():N}");
    }

    [Fact]
    public async Task A_sign_in_of_another_user_is_a_conflict()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var (holder, other) = (await app.NewUserAsync(), await app.NewUserAsync());
        await app.LinkedAsync(holder.Id, app.Auth0.TokenIdentifier(subject));
        Expect.Problem(await app.Admin.LinkAsync(other.Id, app.Auth0.TokenIdentifier(subject)), HttpStatusCode.Conflict);
        Expect.Problem(await app.Admin.LinkAsync(other.Id, app.Clerk.TokenIdentifier(holder.Id)), HttpStatusCode.Conflict);
        Assert.Equal(holder.Id, Links.IdOf(await (await app.SignedInAsync(app.Auth0, subject)).CurrentAsync()));
        Assert.Single(Links.TokensOf(Expect.Ok(await (await app.SignedInAsync(other.Id)).CurrentAsync())));
    }

    [Theory, InlineData("stored"), InlineData("delivered"), InlineData("deleted"), InlineData("deleted before it came")]
    public async Task A_sign_in_that_made_a_user_of_its_own_is_a_conflict_also_when_that_user_is_deleted(string how)
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await app.NewUserAsync();
        if (how is "stored")
            Expect.Ok(await (await app.SignedInAsync(app.Auth0, person.Subject)).StoreAsync());
        if (how is "delivered" or "deleted")
            Expect.Taken(await app.DeliverAsync(app.Auth0, person.Created()));
        if (how.StartsWith("deleted", StringComparison.Ordinal))
            Expect.Taken(await app.DeliverAsync(app.Auth0, person.Deleted()));
        Expect.Problem(await app.Admin.LinkAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject)), HttpStatusCode.Conflict);
        Assert.Single(Links.TokensOf(Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())));
    }

    [Fact]
    public async Task Nobody_and_nobody_any_more_get_no_sign_in()
    {
        var (app, token) = (await apps.On(), $"https://later.example.test|{Guid.NewGuid():N}");
        Expect.Problem(await app.Admin.LinkAsync(Person.New().Id, token), HttpStatusCode.NotFound);
        var user = await app.NewUserAsync();
        Expect.Taken(await app.DeliverAsync(user.Deleted()));
        Expect.Problem(await app.Admin.LinkAsync(user.Id, token), HttpStatusCode.Gone);
        await app.LinkedAsync((await app.NewUserAsync()).Id, token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"https://issuer.example.test|user_1\"")]
    [InlineData("""{"tokenIdentifier":null}""")]
    [InlineData("""{"tokenIdentifier":42}""")]
    [InlineData("""{"tokenIdentifier":""}""")]
    [InlineData("""{"tokenIdentifier":"user_1"}""")]
    [InlineData("""{"tokenIdentifier":"https://issuer.example.test"}""")]
    [InlineData("""{"tokenIdentifier":"https://issuer.example.test|"}""")]
    [InlineData("""{"tokenIdentifier":"https://issuer.example.test| "}""")]
    [InlineData("""{"tokenIdentifier":"|user_1"}""")]
    [InlineData("""{"tokenIdentifier":"https://issuer.example.test|a\u0000b"}""")]
    [InlineData("""{"tokenIdentifier":"https://issuer.example.test|a\ud800"}""")]
    public async Task What_is_no_token_identifier_is_refused(string body)
    {
        var app = await apps.On();
        var user = await app.NewUserAsync();
        var link = new StringContent(body, Encoding.UTF8, "application/json");
        Expect.Problem(await app.Admin.LinkAsync(user.Id, link), HttpStatusCode.BadRequest);
        Expect.Problem(await app.Admin.LinkAsync(user.Id, "https://a.test|" + new string('x', 5_000)), HttpStatusCode.BadRequest);
        Assert.Single(Links.TokensOf(Expect.Ok(await (await app.SignedInAsync(user.Id)).CurrentAsync())));
    }
}
