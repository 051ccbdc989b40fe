using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class ClaimAttackTests(Apps apps)
{
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public Task An_expired_token_is_refused() => IsRefusedAsync("exp", $"{Now - 10}");

    [Fact]
    public Task A_token_that_never_expires_is_refused() => IsRefusedAsync("exp", null);

    [Fact]
    public Task A_token_that_is_not_yet_valid_is_refused() => IsRefusedAsync("nbf", $"{Now + 3600}");

    [Fact]
    public Task A_missing_subject_is_refused() => IsRefusedAsync("sub", null);

    [Theory, InlineData("\"\""), InlineData("\" \""), InlineData("\"\\u00a0\\u2003\""), InlineData("\"\\t\"")]
    public Task A_blank_subject_is_refused(string json) => IsRefusedAsync("sub", json);

    [Theory, InlineData("42"), InlineData("1e3"), InlineData("0")]
    public Task A_numeric_subject_is_refused(string json) => IsRefusedAsync("sub", json);

    [Theory, InlineData("""["user_1"]"""), InlineData("""["user_1","user_2"]"""), InlineData("[]"), InlineData("[[\"user_1\"]]")]
    public Task An_array_of_subjects_is_refused(string json) => IsRefusedAsync("sub", json);

    [Theory, InlineData("true"), InlineData("null"), InlineData("""{"id":"user_1"}""")]
    public Task A_subject_that_is_no_text_is_refused(string json) => IsRefusedAsync("sub", json);

    [Fact]
    public Task A_missing_issuer_is_refused() => IsRefusedAsync("iss", null);

    [Theory, InlineData("\"https://elsewhere.example.test\""), InlineData("\"\""), InlineData("null"), InlineData("42"), InlineData("[]")]
    public Task An_unknown_issuer_is_refused(string json) => IsRefusedAsync("iss", json);

    [Fact]
    public async Task An_issuer_is_compared_letter_by_letter()
    {
        var app = await apps.On();
        var (clerk, auth0) = (app.Clerk.Issuer.Url, app.Auth0.Issuer.Url);
        foreach (var near in new[] { $"{clerk}/", $"{clerk} ", $"{clerk}/../", $"{clerk}#", clerk.ToUpperInvariant(), clerk[..^1] })
            await Attack.ByClaimIsRefusedAsync(app, app.Clerk, "iss", $"\"{near}\"");
        await Attack.ByClaimIsRefusedAsync(app, app.Auth0, "iss", $"\"{auth0.TrimEnd('/')}\"");
        await Attack.ByClaimIsRefusedAsync(app, app.Auth0, "iss", $"[\"{auth0}\",\"{clerk}\"]");
    }

    [Fact]
    public Task A_missing_audience_is_refused_where_one_is_set() => IsRefusedAtAuth0Async("aud", null);

    [Theory]
    [InlineData("\"https://other.example.test\"")]
    [InlineData("\"https://api.example.test/\"")]
    [InlineData("\"HTTPS://API.EXAMPLE.TEST\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""["https://other.example.test","https://third.example.test"]""")]
    public Task A_wrong_audience_is_refused_where_one_is_set(string json) => IsRefusedAtAuth0Async("aud", json);

    [Fact]
    public async Task Of_several_audiences_one_is_enough()
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(
            app.Auth0,
            Person.New().Id,
            claims => claims["aud"] = new System.Text.Json.Nodes.JsonArray("https://other.example.test", app.Auth0.Audience));
        Expect.Ok(await caller.StoreAsync());
    }

    [Fact]
    public Task A_missing_azp_is_refused_where_parties_are_set() => IsRefusedAtCorpAsync("azp", null);

    [Theory]
    [InlineData("\"https://evil.example.test\"")]
    [InlineData("\"https://app.example.test/app\"")]
    [InlineData("\"https://app.example.test:444\"")]
    [InlineData("\"http://app.example.test\"")]
    [InlineData("\"https://app.example.test.evil.test\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("""["https://evil.example.test","https://app.example.test"]""")]
    public Task A_wrong_azp_is_refused_where_parties_are_set(string json) => IsRefusedAtCorpAsync("azp", json);

    [Theory, InlineData("https://app.example.test"), InlineData("http://localhost:3000")]
    [InlineData("https://app.example.test/"), InlineData("https://APP.Example.test")]
    public async Task Each_authorized_party_is_accepted_whatever_its_slash_and_the_letters_of_its_host(string party)
    {
        var app = await apps.On();
        Expect.Ok(await (await app.SignedInAsync(app.Corp, Person.New().Id, claims => claims["azp"] = party)).StoreAsync());
    }

    [Fact]
    public async Task Neither_audience_nor_party_is_asked_of_a_provider_without_them()
    {
        var app = await apps.On();
        const string any = "https://any.example.test";
        var caller = await app.SignedInAsync(Person.New().Id, claims => (claims["aud"], claims["azp"]) = (any, any));
        Expect.Ok(await caller.StoreAsync());
        var bare = await app.SignedInAsync(Person.New().Id, claims => claims.Remove("azp"));
        Expect.Ok(await bare.StoreAsync());
    }

    private async Task IsRefusedAsync(string claim, string? json)
    {
        var app = await apps.On();
        foreach (var provider in new[] { app.Clerk, app.Auth0, app.Corp })
            await Attack.ByClaimIsRefusedAsync(app, provider, claim, json);
    }

    private async Task IsRefusedAtAuth0Async(string claim, string? json)
    {
        var app = await apps.On();
        await Attack.ByClaimIsRefusedAsync(app, app.Auth0, claim, json);
    }

    private async Task IsRefusedAtCorpAsync(string claim, string? json)
    {
        var app = await apps.On();
        await Attack.ByClaimIsRefusedAsync(app, app.Corp, claim, json);
    }
}
