using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Only people's sessions sign in: machines, agents and OAuth clients have tokens of the same issuer and keys.</summary>
public sealed class SessionTests(Apps apps)
{
    [Theory]
    [InlineData("""{"typ":"at+jwt"}""")]
    [InlineData("""{"typ":"application/at+jwt"}""")]
    [InlineData("""{"typ":"AT+JWT"}""")]
    [InlineData("""{"typ":""}""")]
    [InlineData("""{"typ":42}""")]
    [InlineData("""{"cat":"cl_B7d4PD333AAA"}""")]
    [InlineData("""{"cat":"cl_B7d4PD222AAA"}""")]
    public async Task A_token_of_Clerk_that_is_no_session_is_refused(string header)
    {
        var app = await apps.On();
        await Attack.IsRefusedAsync(app, await WithHeaderAsync(app.Clerk, Person.New().Id, header));
    }

    [Theory]
    [InlineData("""{"typ":null}""")]
    [InlineData("""{"typ":"jwt"}""")]
    [InlineData("""{"cat":"cl_B7d4PD111AAA"}""")]
    [InlineData("""{"cat":"cl_I7d4PD111III"}""")]
    [InlineData("""{"cat":"something new"}""")]
    [InlineData("""{"cat":42}""")]
    public async Task A_session_of_Clerk_is_accepted_however_it_is_stamped(string header)
    {
        var (app, id) = (await apps.On(), Person.New().Id);
        Expect.Ok(await new SignedIn(app.Api, await WithHeaderAsync(app.Clerk, id, header)).StoreAsync());
    }

    [Fact]
    public async Task A_template_token_is_accepted_where_an_audience_is_set()
    {
        var clerk = new FakeProvider("clerk", "clerk", await apps.Foreign.StartIssuerAsync()) { Audience = "https://api.example.test" };
        await using var api = await ApiProcess.StartAsync(clerk.AddTo(new ApiSettings { Environment = "Production" }));
        var id = Person.New().Id;
        Expect.Ok(await new SignedIn(api, await WithHeaderAsync(clerk, id, """{"cat":"cl_B7d4PD222AAA"}""")).StoreAsync());
        Expect.Unauthorized(await new SignedIn(api, await WithHeaderAsync(clerk, id, """{"cat":"cl_B7d4PD333AAA"}""")).StoreAsync());
        Expect.Unauthorized(await new SignedIn(api, await clerk.Issuer.TokenAsync(id)).StoreAsync());
    }

    [Theory, InlineData("\"pending\""), InlineData("\"ACTIVE\""), InlineData("\"\"")]
    [InlineData("null"), InlineData("true"), InlineData("[\"active\"]")]
    public async Task A_session_of_Clerk_that_is_not_active_is_refused(string status)
    {
        var app = await apps.On();
        await Attack.ByClaimIsRefusedAsync(app, app.Clerk, "sts", status);
    }

    [Fact]
    public async Task A_session_of_Clerk_that_is_active_is_accepted()
    {
        var app = await apps.On();
        Expect.Ok(await (await app.SignedInAsync(Person.New().Id, claims => claims["sts"] = "active")).StoreAsync());
    }

    [Fact]
    public async Task A_machine_of_Clerk_is_refused()
    {
        var app = await apps.On();
        await Attack.IsRefusedAsync(app, await app.Clerk.TokenAsync($"mch_{Guid.NewGuid():N}"));
    }

    [Theory]
    [InlineData("gty", "\"client-credentials\"")]
    [InlineData("gty", "\"Client-Credentials\"")]
    [InlineData("gty", """["password","client-credentials"]""")]
    [InlineData("sub_profile", "\"agent\"")]
    [InlineData("sub_profile", "42")]
    [InlineData("sub", "\"abc@clients\"")]
    [InlineData("sub", "\"agt_1\"")]
    public async Task A_machine_or_an_agent_of_Auth0_is_refused(string claim, string json)
    {
        var app = await apps.On();
        await Attack.ByClaimIsRefusedAsync(app, app.Auth0, claim, json);
    }

    [Theory]
    [InlineData("""{"gty":"refresh_token"}""")]
    [InlineData("""{"sub_profile":"user"}""")]
    [InlineData("""{"act":{"sub":"agt_1"},"sub_profile":"user"}""")]
    public async Task A_person_of_Auth0_is_accepted(string json)
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(app.Auth0, Auth0Person.New().Subject, claims => Merge(claims, json));
        Assert.NotEqual(System.Net.HttpStatusCode.Unauthorized, (await caller.CurrentAsync()).Status);
    }

    [Fact]
    public async Task Auth0s_profile_of_RFC_9068_names_its_party_by_client_id_and_its_type_by_at_jwt()
    {
        var issuer = await apps.Foreign.StartIssuerAsync(slash: true);
        var auth0 = new FakeProvider("auth0", "auth0", issuer) { AuthorizedParties = ["client-1"] };
        await using var api = await ApiProcess.StartAsync(auth0.AddTo(new ApiSettings { Environment = "Production" }));
        Expect.Ok(await CallAsync(claims => (claims["client_id"], _) = ("client-1", claims.Remove("azp"))));
        Expect.Ok(await CallAsync(claims => (claims["client_id"], claims["azp"]) = ("other", "client-1")));
        Expect.Unauthorized(await CallAsync(claims => (claims["client_id"], claims["azp"]) = ("client-1", "other")));
        Expect.Unauthorized(await CallAsync(claims => (claims["client_id"], _) = (42, claims.Remove("azp"))));
        Expect.Unauthorized(await CallAsync(claims => claims.Remove("azp")));

        async Task<Answer> CallAsync(Action<JsonObject> set)
        {
            var claims = auth0.Claims("auth0|1");
            set(claims);
            var signing = new Signing(Header: new JsonObject { ["typ"] = "at+jwt" });
            return await api.PostAsync("/users/store", await auth0.Issuer.TokenAsync(claims, signing));
        }
    }

    [Theory, InlineData("client_id"), InlineData("azp")]
    public async Task A_client_of_any_provider_that_is_its_own_subject_is_refused(string claim)
    {
        var corp = new FakeProvider("corp", "oidc", await apps.Foreign.StartIssuerAsync());
        await using var api = await ApiProcess.StartAsync(corp.AddTo(new ApiSettings { Environment = "Production" }));
        Expect.Unauthorized(
            await new SignedIn(api, await corp.TokenAsync("machine-1", claims => claims[claim] = "machine-1")).StoreAsync());
        Expect.Ok(await new SignedIn(api, await corp.TokenAsync("person-1", claims => claims[claim] = "machine-1")).StoreAsync());
    }

    private static Task<string> WithHeaderAsync(FakeProvider provider, string subject, string header) =>
        provider.Issuer.TokenAsync(provider.Claims(subject), new Signing(Header: JsonNode.Parse(header)!.AsObject()));

    private static void Merge(JsonObject claims, string json)
    {
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
            claims[name] = value?.DeepClone();
    }
}
