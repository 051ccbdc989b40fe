using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>
/// The rows of docs/providers.md, each with a stand-in that answers as the provider does: its issuer's path, where its keys are, its
/// algorithm, and the claims of its tokens.
/// </summary>
public sealed class ProviderTableTests(Apps apps)
{
    private const string Page = "https://app.example.test";

    private static readonly Row[] Rows =
    [
        new("Clerk", "clerk", Settings: new() { ["AuthorizedParties__0"] = Page })
        {
            Claims = """{"azp":"https://app.example.test","sid":"sess_1","v":2,"sts":"active","fva":[0,-1]}""",
            Header = """{"cat":"cl_B7d4PD111AAA"}""",
            OtherApp = """{"azp":"https://other.example.test"}""",
            Name = "Anonymous",
        },
        new("Auth0", "auth0", Slash: true, Settings: new()
            { ["Audience"] = "https://api.example.test", ["Claims__Name"] = "https://app.example.test/name" })
        {
            Subject = "auth0|5f7c", Algorithm = "PS256", Header = """{"typ":"at+jwt"}""",
            Claims = """
                {"aud":["https://api.example.test","https://tenant.auth0.test/userinfo"],"client_id":"client-1","azp":null,
                 "https://app.example.test/name":"Ada Lovelace"}
                """,
            OtherApp = """{"aud":"https://other.example.test"}""",
        },
        new("Entra", "oidc", Path: "/11111111-2222-3333-4444-555555555555/v2.0", KeysAt: "/discovery/v2.0/keys", Settings: new()
            { ["Audience"] = "api-client-id", ["SubjectClaim"] = "oid" })
        {
            Claims = """
                {"aud":"api-client-id","azp":"web-client-id","oid":"person-1","tid":"11111111","ver":"2.0","scp":"access",
                 "name":"Ada Lovelace","preferred_username":"ada@corp.example.test"}
                """,
            OtherApp = """{"aud":"00000003-0000-0000-c000-000000000000"}""",
            Id = "entra|person-1",
        },
        new("Keycloak", "oidc", Path: "/realms/app", KeysAt: "/protocol/openid-connect/certs", Settings: new()
            { ["AuthorizedParties__0"] = "web-client" })
        {
            Claims = """
                {"aud":"account","azp":"web-client","typ":"Bearer","name":"Ada Lovelace","preferred_username":"ada",
                 "email":"ada@example.test","email_verified":true}
                """,
            OtherApp = """{"azp":"other-client"}""",
        },
        new("Logto", "oidc", Path: "/oidc", KeysAt: "/jwks", Settings: new() { ["Audience"] = "https://api.example.test" })
        {
            Algorithm = "ES384", Header = """{"typ":"at+jwt"}""",
            Claims = """{"aud":"https://api.example.test","client_id":"web-client","azp":null,"name":"Ada Lovelace"}""",
            OtherApp = """{"aud":"https://other.example.test"}""",
        },
        new("Cognito", "oidc", Path: "/eu-west-1_Pool", Settings: new() { ["AuthorizedParties__0"] = "web-client" })
        {
            Claims = """{"client_id":"web-client","azp":null,"token_use":"access","username":"ada"}""",
            OtherApp = """{"client_id":"other-client"}""",
            Name = "ada",
        },
        new("Firebase", "oidc", Path: "/my-project", Settings: new() { ["Audience"] = "my-project" })
        {
            Claims = """
                {"aud":"my-project","azp":null,"name":"Ada Lovelace","picture":"https://img.example.test/a.png",
                 "user_id":"person-1","firebase":{"sign_in_provider":"google.com"}}
                """,
            OtherApp = """{"aud":"other-project"}""",
        },
        new("Supabase", "oidc", Path: "/auth/v1", Settings: new()
            { ["Audience"] = "authenticated", ["Claims__PhoneNumber"] = "phone", ["Claims__Name"] = "user_metadata.full_name" })
        {
            Algorithm = "ES256",
            Claims = """
                {"aud":"authenticated","azp":null,"email":"ada@example.test","phone":"","role":"authenticated","is_anonymous":false,
                 "user_metadata":{"full_name":"Ada Lovelace"}}
                """,
            OtherApp = """{"aud":"service"}""",
        },
        new("Google", "oidc", IsAlsoBare: true, Settings: new() { ["Audience"] = "web-client" })
        {
            Claims = """{"aud":"web-client","azp":"web-client","name":"Ada Lovelace","email":"ada@example.test","email_verified":"true"}""",
            OtherApp = """{"aud":"other-client"}""",
        },
    ];

    [Fact]
    public async Task Each_provider_signs_in_with_the_settings_of_its_row_and_another_apps_token_does_not()
    {
        var issuers = await Task.WhenAll(Rows.Select(row => apps.Foreign.StartIssuerAsync(row.Slash, row.Path, row.KeysAt)));
        await using var api = await ApiProcess.StartAsync(
            Rows.Zip(issuers).Aggregate(new ApiSettings { Environment = "Production" }, AddTo));
        foreach (var (row, issuer) in Rows.Zip(issuers))
        {
            var stored = Expect.Ok(await new SignedIn(api, await TokenAsync(row, issuer, row.Claims)).StoreAsync());
            Assert.Equal((row.Id, row.Name), ((string?)stored["id"], (string?)stored["name"]));
            Expect.Unauthorized(await new SignedIn(api, await TokenAsync(row, issuer, row.Claims, row.OtherApp)).StoreAsync());
            if (row.IsAlsoBare)
            {
                var bare = $$"""{"iss":"{{issuer.Url["http://".Length..]}}"}""";
                var caller = new SignedIn(api, await TokenAsync(row, issuer, row.Claims, bare));
                Assert.Equal(row.Id, (string?)Expect.Ok(await caller.CurrentAsync())["id"]);
            }
        }
    }

    [Fact]
    public void The_table_has_these_providers_and_no_others()
    {
        var document = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "providers.md"));
        var table = document.SkipWhile(line => !line.StartsWith("| provider ", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(
            Rows.Select(row => (row.Provider, row.Kind)),
            table.Select(line => line.Split('|')).Select(cells => (cells[1].Trim(), cells[2].Trim(' ', '`'))));
    }

    private static ApiSettings AddTo(ApiSettings settings, (Row Row, FakeIssuer Issuer) provider)
    {
        var (row, issuer) = provider;
        settings = settings.With($"Providers__{row.Setting}__Kind", row.Kind).With($"Providers__{row.Setting}__Issuer", issuer.Url);
        if (row.IsAlsoBare)
            settings = settings.With($"Providers__{row.Setting}__AlsoIssuers__0", issuer.Url["http://".Length..]);
        return row.Settings.Aggregate(settings, (all, setting) => all.With($"Providers__{row.Setting}__{setting.Key}", setting.Value));
    }

    private static Task<string> TokenAsync(Row row, FakeIssuer issuer, params string[] claims)
    {
        var all = issuer.Claims(row.Subject);
        foreach (var (name, value) in claims.SelectMany(json => JsonNode.Parse(json)!.AsObject()))
        {
            all.Remove(name);
            if (value is not null)
                all[name] = value.DeepClone();
        }
        return issuer.TokenAsync(all, new Signing(row.Algorithm, Header: JsonNode.Parse(row.Header)!.AsObject()));
    }

    private sealed record Row(
        string Provider, string Kind, Dictionary<string, string> Settings, bool Slash = false, string Path = "",
        string KeysAt = "/.well-known/jwks.json", bool IsAlsoBare = false)
    {
        public string Setting => Provider.ToLowerInvariant();

        public string Subject { get; init; } = "person-1";

        public string Algorithm { get; init; } = "RS256";

        public string Header { get; init; } = "{}";

        /// <summary>Claims beside those that every token has; null takes one away.</summary>
        public required string Claims { get; init; }

        /// <summary>What differs in a token that the provider made for another app.</summary>
        public required string OtherApp { get; init; }

        public string Name { get; init; } = "Ada Lovelace";

        public string Id { get => field ?? (Setting == "clerk" ? Subject : $"{Setting}|{Subject}"); init; }
    }
}
