using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class MigrationTests(Apps apps)
{
    [Fact]
    public async Task When_the_old_provider_is_gone_its_users_live_on_by_the_new_one_and_end_by_it()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (user, person) = (await app.NewUserAsync(), Auth0Person.New());
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject));
        await app.Api.StopAsync();

        await using var api = await ApiProcess.StartAsync(app.Settings.Without("CLERK_ISSUER").Without("CLERK_WEBHOOK_SECRET"));
        var caller = await app.SignedInAsync(app.Auth0, person.Subject, at: api);
        Assert.Equal(user.Id, Links.IdOf(await caller.StoreAsync()));
        Expect.Unauthorized(await (await app.SignedInAsync(app.Clerk, user.Id, at: api)).CurrentAsync());
        Expect.Problem(await api.DeliverAsync(app.Secret, user.Deleted()), HttpStatusCode.NotFound);

        Expect.Taken(await api.DeliverAsync(app.Auth0.Secret, person.Deleted(), app.Auth0.WebhookPath));
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
        Expect.Problem(await caller.StoreAsync(), HttpStatusCode.Gone);
        var row = Assert.Single(await app.Database.QueryAsync("select deleted_at from users where external_id = @id", user.Id));
        Assert.NotNull(row["deleted_at"]);
    }

    [Fact]
    public async Task The_commands_of_the_page_link_and_unlink_a_sign_in()
    {
        var (app, page) = (await apps.On(), new DocumentCommands("moving-providers.md"));
        var (user, subject) = (await app.NewUserAsync(), Auth0Person.New().Subject);
        var variables = new Dictionary<string, string>
        {
            ["URL"] = app.Api.Client.BaseAddress!.ToString().TrimEnd('/'),
            ["ADMIN_API_KEY"] = Sandbox.AdminKey,
            ["USER_ID"] = user.Id,
            ["TOKEN_IDENTIFIER"] = app.Auth0.TokenIdentifier(subject),
        };
        Assert.Contains(user.Id, await page.RunAsync("link", variables), StringComparison.Ordinal);
        var caller = await app.SignedInAsync(app.Auth0, subject);
        Assert.Equal(user.Id, Links.IdOf(await caller.CurrentAsync()));
        await page.RunAsync("unlink", variables);
        Expect.Problem(await caller.CurrentAsync(), HttpStatusCode.NotFound);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_link_survives_a_kill_right_after_its_answer(DatabaseKind kind)
    {
        await using var app = await apps.StartAsync(kind);
        var (user, other, subject) = (await app.NewUserAsync(), await app.NewUserAsync(), Auth0Person.New().Subject);
        await app.LinkedAsync(user.Id, app.Auth0.TokenIdentifier(subject));
        await app.Api.KillAsync();
        await app.Api.RestartAsync();
        Assert.Equal(user.Id, Links.IdOf(await (await app.SignedInAsync(app.Auth0, subject)).CurrentAsync()));
        Expect.Problem(await app.Admin.LinkAsync(other.Id, app.Auth0.TokenIdentifier(subject)), HttpStatusCode.Conflict);

        UnlinkTests.NoContent(await app.Admin.UnlinkAsync(user.Id, app.Auth0.TokenIdentifier(subject)));
        await app.Api.KillAsync();
        await app.Api.RestartAsync();
        await app.LinkedAsync(other.Id, app.Auth0.TokenIdentifier(subject));
        await Links.AgreeInSqlAsync(app);
    }
}
