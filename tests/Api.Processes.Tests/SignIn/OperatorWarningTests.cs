using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// A refused token is told to the operator, who alone can mend it: once a minute for each reason and provider, and never the token.
/// </summary>
public sealed class OperatorWarningTests(Apps apps)
{
    [Fact]
    public async Task Each_reason_is_told_once_and_counted_each_time_and_the_client_learns_nothing()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (now, id) = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), Person.New().Id);
        await Attack.IsRefusedAsync(app, await app.Clerk.TokenAsync(id, claims => claims["iss"] = $"{app.Issuer.Url}/"));
        await Attack.IsRefusedAsync(
            app, await app.Clerk.TokenAsync(id, claims => claims["iss"] = "https://elsewhere.example.test\nInjected"));
        await Attack.IsRefusedAsync(app, await app.Clerk.TokenAsync(id, claims => (claims["exp"], claims["nbf"]) = (now - 60, now - 120)));
        await Attack.IsRefusedAsync(app, await app.Clerk.TokenAsync(id, claims => claims["nbf"] = now + 60));
        await Attack.IsRefusedAsync(app, await app.Auth0.TokenAsync(id, claims => claims["aud"] = "https://other.example.test"));
        await Attack.IsRefusedAsync(app, await app.Corp.TokenAsync(id, claims => claims["azp"] = "https://other.example.test"));
        await Attack.IsRefusedAsync(
            app, await app.Clerk.Issuer.TokenAsync(app.Clerk.Claims(id), new Signing(Alg: "HS256", Key: "publicPem")));
        await Attack.IsRefusedAsync(
            app, await app.Clerk.Issuer.TokenAsync(app.Clerk.Claims(id), new Signing(Key: "unpublished", Kid: "nobody's")));
        await Attack.IsRefusedAsync(
            app, await app.Clerk.Issuer.TokenAsync(app.Clerk.Claims(id), new Signing(Header: new JsonObject { ["typ"] = "at+jwt" })));

        await Until.LoggedAsync(app.Api, "(issuer)", "(type)");
        var lines = app.Api.Output.Split('\n').Where(line => line.Contains("was refused (", StringComparison.Ordinal)).ToArray();
        Told("(issuer)", $"\"{app.Issuer.Url}/\"", app.Issuer.Url, app.Auth0.Issuer.Url);
        Told("(expired)", "expired 6", "clock");
        Told("(early)", "clock");
        Told("(audience)", "https://other.example.test", app.Auth0.Audience!, "Providers__auth0__Audience");
        Told("(party)", "https://other.example.test", "https://app.example.test");
        Told("(algorithm)", "HS256");
        Told("(key)", "nobody's");
        Told("(type)", "at+jwt");
        Assert.DoesNotContain("eyJ", string.Join('\n', lines), StringComparison.Ordinal);

        var metrics = (await app.Admin.SendAsync(HttpMethod.Get, "/metrics")).Body;
        Assert.Matches("orleans_users_tokens_refused_total\\{[^}]*provider=\"unknown\"[^}]*reason=\"issuer\"[^}]*\\} 4", metrics);
        Assert.Matches("orleans_users_tokens_refused_total\\{[^}]*provider=\"auth0\"[^}]*reason=\"audience\"[^}]*\\} 2", metrics);

        void Told(string reason, params string[] words)
        {
            var line = Assert.Single(lines, line => line.Contains(reason, StringComparison.Ordinal));
            Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_flood_of_bad_tokens_fills_no_log()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var bad = await app.Clerk.TokenAsync("user_1", claims => claims["iss"] = "https://elsewhere.example.test");
        await Parallel.ForAsync(0, 1_000, async (_, _) => Expect.Unauthorized(await app.Api.GetAsync("/users/current", bad)));
        await Until.LoggedAsync(app.Api, "(issuer)");
        Assert.InRange(app.Api.Output.Split('\n').Count(line => line.Contains("elsewhere", StringComparison.Ordinal)), 1, 2);
    }

    [Fact]
    public async Task A_discovery_document_with_another_issuer_is_told()
    {
        var inside = await apps.Foreign.StartIssuerAsync();
        var corp = new FakeProvider("corp", "oidc", inside);
        const string outside = "https://login.example.test/";
        await using var api = await ApiProcess.StartAsync(corp.AddTo(new ApiSettings { Environment = "Production" })
            .With("Providers__corp__Issuer", outside)
            .With("Providers__corp__MetadataAddress", $"{inside.Url}/.well-known/openid-configuration"));
        Expect.Ok(await new SignedIn(api, await corp.TokenAsync("1", claims => claims["iss"] = outside)).StoreAsync());
        await Until.LoggedAsync(api, $"has the issuer \"{inside.Url}\"; the settings have {outside}");
    }
}
