using System.Net;
using System.Text.RegularExpressions;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed partial class DevelopmentTests(Apps apps)
{
    [Theory, InlineData(70), InlineData(50_000)]
    public async Task An_event_may_nest_as_deep_as_a_real_one(int levels)
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        var (deep, id) = (string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels), Person.New().Id);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/dev/webhooks", UriKind.Relative))
        {
            Content = new StringContent(
                $$"""{"type":"user.created","data":{"id":"{{id}}","first_name":"Ada","unsafe_metadata":{{deep}},"""
                + $$$""" "public_metadata":{{{deep}}}}}""",
                System.Text.Encoding.UTF8,
                "application/json"),
        };
        Expect.Ok(await api.SendAsync(request));
        var token = (string)Expect.Ok(await api.PostAsync("/dev/tokens", json: new { sub = id }))["token"]!;
        var user = Expect.Ok(await api.GetAsync("/users/current", token));
        Assert.Equal(("Ada", null), ((string?)user["name"], user["publicMetadata"]));
    }

    [Fact]
    public async Task Without_any_setting_a_user_can_be_delivered_signed_in_and_read_back_and_survives_a_restart()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        var user = Person.New();
        var delivered = await api.PostAsync("/dev/webhooks", json: new { type = "user.created", data = user.Created()["data"] });
        Assert.True(delivered.Status == HttpStatusCode.OK, delivered.ToString());
        Assert.Equal("application/json", delivered.ContentType);

        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await (await SignInAsync(api, user.Id)).CurrentAsync())["name"]);
        Assert.True(File.Exists(Path.Combine(api.Folder, "data", "users.db")), "Users are kept in data/users.db.");

        await api.KillAsync();
        await api.RestartAsync();
        Assert.Equal("Ada Lovelace", (string?)Expect.Ok(await (await SignInAsync(api, user.Id)).CurrentAsync())["name"]);
    }

    [Fact]
    public async Task The_webhook_secret_is_made_and_printed_at_the_first_start_and_kept_for_the_next()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        var secret = Assert.Single(Secrets().Matches(api.Output).Select(match => match.Value).Distinct());
        Expect.Taken(await api.DeliverAsync(secret, Person.New().Created()));

        await api.StopAsync();
        Assert.Equal(0, api.ExitCode);
        await api.RestartAsync();
        Expect.Taken(await api.DeliverAsync(secret, Person.New().Created()));
    }

    [Fact]
    public async Task Two_checkouts_run_side_by_side_with_secrets_of_their_own()
    {
        await using var one = await ApiProcess.StartAsync(new ApiSettings());
        await using var other = await ApiProcess.StartAsync(new ApiSettings());
        var secret = Secrets().Match(one.Output).Value;
        Expect.Refused(await other.DeliverAsync(secret, Person.New().Created()));
        Expect.Unauthorized(await (await SignInAsync(one, "user_1", other)).CurrentAsync());
    }

    [Fact]
    public async Task Every_property_asked_for_becomes_a_claim_of_the_token()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        var claims = new { sub = "user_dev", name = "Grace Hopper", email = "grace@example.test" };
        var answer = Expect.Ok(await api.PostAsync("/dev/tokens", json: claims));
        var stored = Expect.Ok(await new SignedIn(api, (string)answer["token"]!).StoreAsync());
        Assert.Equal(
            ("user_dev", "Grace Hopper", "grace@example.test"),
            ((string)stored["id"]!, (string)stored["name"]!, (string)stored["email"]!));
        Expect.Problem(await api.PostAsync("/dev/tokens", json: new { name = "Nobody" }), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_development_delivery_goes_through_the_real_endpoint_and_shares_its_fate()
    {
        await using var api = await ApiProcess.StartAsync(new ApiSettings());
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await api.PostAsync("/dev/webhooks", json: new { type = "user.created", data = new { } })).Status);
        Assert.Equal(
            HttpStatusCode.OK,
            (await api.PostAsync("/dev/webhooks", json: new { type = "session.created", data = new { } })).Status);
        Expect.Refused(await api.DeliverAsync(WebhookSignature.NewSecret(), Person.New().Created()));
    }

    [Fact]
    public async Task Nothing_of_it_exists_in_production()
    {
        var app = await apps.On();
        var user = Person.New();
        Expect.Problem(await app.Api.PostAsync("/dev/tokens", json: new { sub = user.Id }), HttpStatusCode.NotFound);
        Expect.Problem(await app.Api.PostAsync("/dev/webhooks", json: user.Created()), HttpStatusCode.NotFound);
        Expect.Problem(await app.Api.GetAsync("/dev"), HttpStatusCode.NotFound);
        Expect.Problem(await app.Api.GetAsync("/.well-known/jwks.json"), HttpStatusCode.NotFound);
        Assert.DoesNotContain("whsec_", app.Api.Output, StringComparison.Ordinal);
    }

    private static async Task<SignedIn> SignInAsync(ApiProcess issuedBy, string subject, ApiProcess? askedOf = null)
    {
        var answer = Expect.Ok(await issuedBy.PostAsync("/dev/tokens", json: new { sub = subject }));
        return new SignedIn(askedOf ?? issuedBy, (string)answer["token"]!);
    }

    [GeneratedRegex("whsec_[A-Za-z0-9+/]{20,}={0,2}")]
    private static partial Regex Secrets();
}
