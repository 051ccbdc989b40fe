using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class UnlinkTests(Apps apps)
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task An_unlinked_sign_in_is_nobody_until_it_stores_a_user_of_its_own(DatabaseKind kind)
    {
        var (app, subject) = (await apps.On(kind), Auth0Person.New().Subject);
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        var caller = await app.SignedInAsync(app.Auth0, subject);
        Assert.Equal(user.Id, Links.IdOf(await caller.CurrentAsync()));

        NoContent(await app.Admin.UnlinkAsync(user.Id, app.Auth0.TokenIdentifier(subject)));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Assert.Equal(app.Auth0.ExternalId(subject), Links.IdOf(await caller.StoreAsync()));
        Assert.Equal(app.Auth0.ExternalId(subject), Links.IdOf(await caller.CurrentAsync()));
        var current = await (await app.SignedInAsync(user.Id)).CurrentAsync();
        Assert.Equal([app.Clerk.TokenIdentifier(user.Id)], Links.TokensOf(Expect.Ok(current)));
    }

    [Fact]
    public async Task An_unlinked_sign_in_may_be_linked_to_somebody_else_and_back_again()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var (one, other, token) = (await app.NewUserAsync(), await app.NewUserAsync(), app.Auth0.TokenIdentifier(subject));
        foreach (var holder in new[] { one, other, one })
        {
            await app.LinkedAsync(holder.Id, token);
            Assert.Equal(holder.Id, Links.IdOf(await (await app.SignedInAsync(app.Auth0, subject)).CurrentAsync()));
            NoContent(await app.Admin.UnlinkAsync(holder.Id, token));
            Expect.Problem(await app.Admin.UnlinkAsync(holder.Id, token), HttpStatusCode.NotFound);
        }
        await Links.AgreeInSqlAsync(app);
    }

    [Fact]
    public async Task The_sign_in_a_user_came_by_stays()
    {
        var (app, person) = (await apps.On(), Auth0Person.New());
        var user = await app.NewUserAsync();
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject));
        Expect.Problem(await app.Admin.UnlinkAsync(user.Id, app.Clerk.TokenIdentifier(user.Id)), HttpStatusCode.Conflict);
        Assert.Equal(user.Id, Links.IdOf(await (await app.SignedInAsync(user.Id)).CurrentAsync()));

        var stored = Auth0Person.New();
        Expect.Ok(await (await app.SignedInAsync(app.Auth0, stored.Subject)).StoreAsync());
        var own = app.Auth0.TokenIdentifier(stored.Subject);
        Expect.Problem(await app.Admin.UnlinkAsync(app.Auth0.ExternalId(stored.Subject), own), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_sign_in_the_user_does_not_hold_is_not_found()
    {
        var (app, subject) = (await apps.On(), Auth0Person.New().Subject);
        var (holder, other) = (await app.NewUserAsync(), await app.NewUserAsync());
        await app.LinkedAsync(holder.Id, app.Auth0.TokenIdentifier(subject));
        Expect.Problem(await app.Admin.UnlinkAsync(other.Id, app.Auth0.TokenIdentifier(subject)), HttpStatusCode.NotFound);
        Expect.Problem(await app.Admin.UnlinkAsync(holder.Id, $"https://later.example.test|{subject}"), HttpStatusCode.NotFound);
        Expect.Problem(await app.Admin.UnlinkAsync(Person.New().Id, app.Auth0.TokenIdentifier(subject)), HttpStatusCode.NotFound);
        Assert.Equal(holder.Id, Links.IdOf(await (await app.SignedInAsync(app.Auth0, subject)).CurrentAsync()));
    }

    [Theory]
    [InlineData("/admin/users/user_1/token-identifiers", 400), InlineData("/admin/users/user_1/token-identifiers/", 400)]
    [InlineData("/admin/users//token-identifiers/a%7Cb", 404)]
    public async Task Without_an_id_there_is_nothing_to_unlink(string path, int status)
    {
        var app = await apps.On();
        Assert.Equal(status, (int)(await app.Admin.SendAsync(HttpMethod.Delete, path)).Status);
    }

    [Fact]
    public async Task A_sign_in_made_of_anything_is_linked_used_and_unlinked_as_it_is()
    {
        var app = await apps.On();
        var fresh = Guid.NewGuid().ToString("N");
        string[] subjects =
        [
            $"google-oauth2|{fresh}", $"a|b|{fresh}|", $"{fresh}/c?d#e&f=g", $"{fresh}%2F%7C", $"{fresh} + ",
            $"Zoë|{fresh}", $"Zoe\u0308|{fresh}", $"👩‍🚀|{fresh}",
            fresh, fresh.ToUpperInvariant(), $"{fresh}\\..\\", $"'; drop table users; --{fresh}", "~" + fresh, "{" + fresh + "}",
        ];
        var users = await Task.WhenAll(subjects.Select(_ => app.NewUserAsync()));
        foreach (var (subject, user) in subjects.Zip(users))
            await app.LinkedAsync(user.Id, app.Corp.TokenIdentifier(subject));
        foreach (var (subject, user) in subjects.Zip(users))
            Assert.Equal(user.Id, Links.IdOf(await (await app.SignedInAsync(app.Corp, subject)).CurrentAsync()));
        await Links.AgreeInSqlAsync(app);
        foreach (var (subject, user) in subjects.Zip(users))
        {
            NoContent(await app.Admin.UnlinkAsync(user.Id, app.Corp.TokenIdentifier(subject)));
            Expect.Problem(await (await app.SignedInAsync(app.Corp, subject)).CurrentAsync(), HttpStatusCode.NotFound);
        }
    }

    internal static void NoContent(Answer answer) => Assert.True(answer.Status == HttpStatusCode.NoContent, answer.ToString());
}
