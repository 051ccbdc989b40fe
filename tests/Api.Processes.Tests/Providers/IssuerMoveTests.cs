using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>A provider whose issuer changes, and a user base that has several.</summary>
public sealed class IssuerMoveTests(Apps apps)
{
    private static readonly ApiSettings Production = new() { Environment = "Production" };

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task An_issuer_that_takes_another_ones_place_gets_none_of_its_users(DatabaseKind kind)
    {
        await using var database = await UsersDatabase.CreateAsync(kind);
        var before = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var after = before with { Issuer = await apps.Foreign.StartIssuerAsync() };
        var settings = Production with { Database = database };
        await using (var api = await ApiProcess.StartAsync(before.AddTo(settings)))
        {
            Expect.Taken(await api.DeliverAsync(before.Secret, new Auth0Person("1").Created(), before.WebhookPath));
            Expect.Ok(await new SignedIn(api, await before.TokenAsync("2")).StoreAsync());
        }

        await using var moved = await ApiProcess.StartAsync(after.AddTo(settings));
        var reader = new SignedIn(moved, await after.TokenAsync("3"));
        Expect.Ok(await reader.StoreAsync());
        foreach (var subject in new[] { "1", "2" })
        {
            var thief = new SignedIn(moved, await after.TokenAsync(subject, claims => claims["name"] = "Thief"));
            Expect.Problem(await thief.StoreAsync(), HttpStatusCode.Conflict);
            Expect.Problem(await thief.CurrentAsync(), HttpStatusCode.NotFound);
            Expect.Problem(await thief.SendAsync("Hello"), HttpStatusCode.Forbidden);
            var said = new Auth0Person(subject) { FirstName = "Thief", UpdatedAt = Person.Epoch.AddYears(1) };
            foreach (var body in new[] { said.Updated(), said.Created(), said.Deleted() })
                Expect.Taken(await moved.DeliverAsync(after.Secret, body, after.WebhookPath));
            var profile = Expect.Ok(await reader.ProfileAsync($"corp|{subject}"));
            Assert.DoesNotContain("Thief", profile.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task A_user_base_keeps_its_users_when_its_former_issuer_stays_known(DatabaseKind kind)
    {
        await using var database = await UsersDatabase.CreateAsync(kind);
        var before = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var after = before with { Issuer = await apps.Foreign.StartIssuerAsync() };
        var settings = Production with { Database = database };
        await using (var api = await ApiProcess.StartAsync(before.AddTo(settings)))
            Expect.Ok(await new SignedIn(api, await before.TokenAsync("1", claims => claims["name"] = "Ada")).StoreAsync());

        await using var moved = await ApiProcess.StartAsync(
            after.AddTo(settings).With("Providers__corp__AlsoIssuers__0", before.Issuer.Url));
        foreach (var token in new[] { await before.TokenAsync("1"), await after.TokenAsync("1") })
            Assert.Equal("Ada", (string?)Expect.Ok(await new SignedIn(moved, token).CurrentAsync())["name"]);
        var stored = Expect.Ok(await new SignedIn(moved, await after.TokenAsync("1", claims => claims["name"] = "Ada King")).StoreAsync());
        Assert.Equal("Ada King", (string?)stored["name"]);
        Assert.Equal(
            new[] { $"{before.Issuer.Url}|1", $"{after.Issuer.Url}|1" }.Order(StringComparer.Ordinal),
            stored["tokenIdentifiers"]!.AsArray().Select(token => (string)token!));
        Assert.Equal(2, (await database.QueryAsync("select * from token_identifiers where external_id = @id", "corp|1")).Count);
    }

    [Fact]
    public async Task An_issuer_may_also_be_written_without_its_scheme()
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var bare = corp.Issuer.Url["http://".Length..];
        await using var api = await ApiProcess.StartAsync(corp.AddTo(Production).With("Providers__corp__AlsoIssuers__0", bare));
        var token = await corp.TokenAsync("1", claims => (claims["iss"], claims["name"]) = (bare, "Ada"));
        Expect.Ok(await new SignedIn(api, token).StoreAsync());
        Assert.Equal("Ada", (string?)Expect.Ok(await new SignedIn(api, await corp.TokenAsync("1")).CurrentAsync())["name"]);
    }

    [Fact]
    public async Task A_former_domain_that_is_gone_is_checked_by_the_keys_of_the_new_one()
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var (gone, stranger) = (await apps.Foreign.StartIssuerAsync(), await apps.Foreign.StartIssuerAsync());
        await gone.RefuseAsync();
        await using var api = await ApiProcess.StartAsync(corp.AddTo(Production).With("Providers__corp__AlsoIssuers__0", gone.Url));
        Expect.Ok(await new SignedIn(api, await corp.TokenAsync("1", claims => claims["iss"] = gone.Url)).StoreAsync());
        var forged = stranger.Claims("1");
        forged["iss"] = gone.Url;
        Expect.Unauthorized(await new SignedIn(api, await stranger.TokenAsync(forged)).StoreAsync());
    }

    [Fact]
    public async Task A_sign_in_that_was_linked_is_found_under_every_issuer_of_its_provider()
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var also = await apps.Foreign.StartIssuerAsync();
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite, settings => settings
            .With("Providers__corp__Issuer", corp.Issuer.Url).With("Providers__corp__AlsoIssuers__0", also.Url)
            .Without("Providers__corp__AuthorizedParties__0").Without("Providers__corp__AuthorizedParties__1"));
        var user = Person.New();
        Expect.Taken(await app.DeliverAsync(user.Created()));
        Expect.Ok(await app.Admin.LinkAsync(user.Id, $"{also.Url}|1"));
        foreach (var token in new[] { await corp.TokenAsync("1"), await also.TokenAsync("1") })
        {
            Assert.Equal(user.Id, (string?)Expect.Ok(await new SignedIn(app.Api, token).CurrentAsync())["id"]);
            Assert.Equal(user.Id, (string?)Expect.Ok(await new SignedIn(app.Api, token).StoreAsync())["id"]);
        }
    }

    [Theory, InlineData("JwksUri", "/keys/set"), InlineData("MetadataAddress", "/.well-known/openid-configuration")]
    public async Task Keys_may_be_elsewhere_than_at_the_issuer(string setting, string path)
    {
        var inside = await apps.Foreign.StartIssuerAsync(keysAt: "/keys/set");
        var corp = new FakeProvider("corp", "oidc", inside);
        const string outside = "https://login.example.test/realms/corp";
        await using var api = await ApiProcess.StartAsync(corp.AddTo(Production)
            .With("Providers__corp__Issuer", outside).With($"Providers__corp__{setting}", inside.Url + path));
        var stored = Expect.Ok(await new SignedIn(api, await corp.TokenAsync("1", claims => claims["iss"] = outside)).StoreAsync());
        Assert.Equal([$"{outside}|1"], stored["tokenIdentifiers"]!.AsArray().Select(token => (string?)token));
        Expect.Unauthorized(await new SignedIn(api, await corp.TokenAsync("1")).StoreAsync());
    }
}
