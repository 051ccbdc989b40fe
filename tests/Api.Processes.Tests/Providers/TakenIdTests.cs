using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Events whose id is the user of another issuer, or whose token identifier is linked to another user.</summary>
public sealed class TakenIdTests(Apps apps)
{
    private const string AdminKey = Sandbox.AdminKey;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_provider_that_is_pointed_at_another_issuer_changes_no_user_of_the_old_one(DatabaseKind kind)
    {
        await using var database = await UsersDatabase.CreateAsync(kind);
        var (settings, clerk, before) = await SettingsAsync(database);
        var after = before with { Issuer = await apps.Foreign.StartIssuerAsync() };
        var (old, gone) = (new Auth0Person("1"), new Auth0Person("2"));
        await using (var first = await ApiProcess.StartAsync(before.AddTo(settings)))
        {
            Expect.Taken(await first.DeliverAsync(before.Secret, old.Created(), before.WebhookPath));
            Expect.Taken(await first.DeliverAsync(before.Secret, gone.Deleted(), before.WebhookPath));
        }

        await using (var second = await ApiProcess.StartAsync(after.AddTo(settings)))
        {
            var thief = old with { FirstName = "Thief", UpdatedAt = Person.Epoch.AddDays(1) };
            foreach (var body in new[] { thief.Created(), thief.Updated(), thief.Deleted(), EventStream.Event("user.deleted", thief) })
                Expect.Taken(await second.DeliverAsync(after.Secret, body, after.WebhookPath));
            Assert.Equal(("Mary Somerville", 1), await UserAsync(database, "corp|1"));
            var metrics = await second.AskAsync("/metrics", Operator.Key(AdminKey));
            Assert.Equal(4, WebhookCounts.Of(metrics.Body, "outcome=\"ignored\"", "reason=\"issuer\""));
            // Who is new, and who was deleted, are as always.
            Expect.Taken(await second.DeliverAsync(after.Secret, new Auth0Person("3").Created(), after.WebhookPath));
            Assert.Equal(("Mary Somerville", 1), await UserAsync(database, "corp|3"));
            Expect.Taken(await second.DeliverAsync(after.Secret, gone.Updated(), after.WebhookPath));
            Assert.Null((await UserAsync(database, "corp|2"))!.Value.Name);
        }

        // The other issuer named as well makes them one user base.
        var both = after.AddTo(settings).With("Providers__corp__AlsoIssuers__0", before.Issuer.Url);
        await using var third = await ApiProcess.StartAsync(both);
        var moved = old with { FirstName = "Moved", UpdatedAt = Person.Epoch.AddDays(2) };
        Expect.Taken(await third.DeliverAsync(after.Secret, moved.Updated(), after.WebhookPath));
        Assert.Equal("Moved Somerville", (await UserAsync(database, "corp|1"))!.Value.Name);
        Expect.Taken(await third.DeliverAsync(after.Secret, moved.Deleted(), after.WebhookPath));
        Assert.Null((await UserAsync(database, "corp|1"))!.Value.Name);
    }

    [Fact]
    public async Task An_event_whose_token_identifier_at_another_issuer_is_linked_is_of_the_user_it_is_linked_to()
    {
        const string also = "https://old.example.test";
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Sqlite);
        var (settings, clerk, corp) = await SettingsAsync(database);
        await using var api = await ApiProcess.StartAsync(corp.AddTo(settings).With("Providers__corp__AlsoIssuers__0", also));
        var (user, linked) = (Person.New(), new Auth0Person("17") { UpdatedAt = Person.Epoch.AddDays(1) });
        Expect.Taken(await api.DeliverAsync(clerk.Secret, user.Created()));
        Expect.Ok(await new Admin(api, AdminKey).LinkAsync(user.Id, $"{also}|17"));

        foreach (var body in new[] { linked.Created(), linked.Updated() })
            Expect.Taken(await api.DeliverAsync(corp.Secret, body, corp.WebhookPath));
        Assert.Equal("Mary Somerville", (await UserAsync(database, user.Id))!.Value.Name);
        Assert.Null(await UserAsync(database, "corp|17"));

        Expect.Taken(await api.DeliverAsync(corp.Secret, linked.Deleted(), corp.WebhookPath));
        var caller = new SignedIn(api, await clerk.TokenAsync(user.Id));
        Assert.Equal([clerk.TokenIdentifier(user.Id)], Links.TokensOf(Expect.Ok(await caller.CurrentAsync())));
    }

    [Fact]
    public async Task The_deletion_of_a_linked_sign_in_whose_id_is_somebody_else_unlinks_it_and_deletes_nobody()
    {
        await using var database = await UsersDatabase.CreateAsync(DatabaseKind.Sqlite);
        var (settings, clerk, corp) = await SettingsAsync(database);
        var (namesake, user) = (new Person("corp|1"), Person.New());
        await using (var first = await ApiProcess.StartAsync(settings))
        {
            Expect.Taken(await first.DeliverAsync(clerk.Secret, namesake.Created()));
            Expect.Taken(await first.DeliverAsync(clerk.Secret, user.Created()));
            Expect.Ok(await new Admin(first, AdminKey).LinkAsync(user.Id, corp.TokenIdentifier("1")));
        }

        await using var api = await ApiProcess.StartAsync(corp.AddTo(settings));
        var linked = new Auth0Person("1") { UpdatedAt = Person.Epoch.AddDays(1) };
        Expect.Taken(await api.DeliverAsync(corp.Secret, linked.Updated(), corp.WebhookPath));
        Assert.Equal("Mary Somerville", (await UserAsync(database, user.Id))!.Value.Name);
        Expect.Taken(await api.DeliverAsync(corp.Secret, linked.Deleted(), corp.WebhookPath));

        Assert.Equal(("Ada Lovelace", 1), await UserAsync(database, namesake.Id));
        var caller = new SignedIn(api, await clerk.TokenAsync(user.Id));
        Assert.Equal([clerk.TokenIdentifier(user.Id)], Links.TokensOf(Expect.Ok(await caller.CurrentAsync())));
        Expect.Problem(await new SignedIn(api, await corp.TokenAsync("1")).CurrentAsync(), HttpStatusCode.NotFound);
    }

    private async Task<(ApiSettings Settings, FakeProvider Clerk, FakeProvider Corp)> SettingsAsync(UsersDatabase database)
    {
        var clerk = new FakeProvider("clerk", "clerk", await apps.Foreign.StartIssuerAsync());
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var settings = new ApiSettings { Environment = "Production", Database = database }.With("ADMIN_API_KEY", AdminKey);
        return (clerk.AddTo(settings), clerk, corp);
    }

    /// <summary>The name and version in the row of a user; null when there is no row.</summary>
    private static async Task<(string? Name, long Version)?> UserAsync(UsersDatabase database, string id) =>
        await database.QueryAsync("select name, version from users where external_id = @id", id) is [var row]
            ? ((string?)row["name"], (long)row["version"]!)
            : null;
}
