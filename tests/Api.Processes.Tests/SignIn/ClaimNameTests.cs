using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Claims under other names, as the setting <c>Claims</c> tells them.</summary>
public sealed class ClaimNameTests(Apps apps)
{
    [Theory]
    [InlineData("fullName", """{"fullName":"Ada King"}""")]
    [InlineData("user_metadata.full_name", """{"user_metadata":{"full_name":"Ada King"}}""")]
    [InlineData("user_metadata.full_name", """{"user_metadata.full_name":"Ada King","user_metadata":{"full_name":"Other"}}""")]
    [InlineData("https://app.example.test/name", """{"https://app.example.test/name":"Ada King"}""")]
    [InlineData("https://app.example.test/user.name", """{"https://app.example.test/user":{"name":"Ada King"}}""")]
    [InlineData("a.b.c", """{"a.b":{"c":"Ada King"}}""")]
    [InlineData("a.b.c", """{"a":{"b.c":"Ada King"}}""")]
    [InlineData("a.b", """{"a.b":42,"a":{"b":"Ada King"}}""")]
    public void A_claim_is_found_by_its_name_or_by_a_path(string path, string json)
    {
        using var claims = JsonDocument.Parse(json);
        Assert.Equal("Ada King", claims.RootElement.Find(path).Select(value => value.Text()).First(text => text is not null));
    }

    [Fact]
    public async Task Every_field_of_a_user_may_have_a_claim_of_its_own()
    {
        var settings = new Dictionary<string, string>
        {
            ["FirstName"] = "x.first",
            ["lastName"] = "x.last",
            ["USERNAME"] = "x.handle",
            ["email"] = "https://app.example.test/email",
            ["EmailVerified"] = "https://app.example.test/verified",
            ["PhoneNumber"] = "x.phone",
            ["ImageUrl"] = "x.picture",
        };
        var claims = JsonNode.Parse("""
            {"x":{"first":"Ada","last":"King","handle":"countess","phone":"+15550100","picture":"https://img.test/ada.png"},
             "https://app.example.test/email":"ada@example.test","https://app.example.test/verified":"true","given_name":"Not this one"}
            """)!.AsObject();
        var user = await StoredAsync(settings, claims);
        Assert.Equal(
            ("Ada King", "countess", "ada@example.test", true),
            ((string?)user["name"], (string?)user["username"], (string?)user["email"], (bool)user["emailVerified"]!));
        Assert.Equal(("+15550100", "https://img.test/ada.png"), ((string?)user["phoneNumber"], (string?)user["imageUrl"]));
    }

    [Fact]
    public async Task The_subject_may_be_named_by_another_claim()
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        await using var api = await ApiProcess.StartAsync(
            corp.AddTo(new ApiSettings { Environment = "Production" }).With("Providers__corp__SubjectClaim", "oid"));
        var token = await corp.TokenAsync("sub-of-one-app", claims => claims["oid"] = "person-1");
        var stored = Expect.Ok(await new SignedIn(api, token).StoreAsync());
        Assert.Equal("corp|person-1", (string?)stored["id"]);
        Assert.Equal([$"{corp.Issuer.Url}|person-1"], stored["tokenIdentifiers"]!.AsArray().Select(token => (string?)token));
        Expect.Unauthorized(await new SignedIn(api, await corp.TokenAsync("sub-of-one-app")).StoreAsync());
        Expect.Unauthorized(await new SignedIn(api, await corp.TokenAsync("sub-of-one-app", claims => claims["oid"] = 42)).StoreAsync());
        await Until.LoggedAsync(api, "no text under oid");
    }

    private async Task<JsonNode> StoredAsync(Dictionary<string, string> names, JsonObject claims)
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        var settings = names.Aggregate(
            corp.AddTo(new ApiSettings { Environment = "Production" }),
            (all, name) => all.With($"Providers__corp__Claims__{name.Key}", name.Value));
        await using var api = await ApiProcess.StartAsync(settings);
        return Expect.Ok(await new SignedIn(api, await corp.TokenAsync("person-1", token =>
        {
            foreach (var (name, value) in claims)
                token[name] = value?.DeepClone();
        })).StoreAsync());
    }
}
