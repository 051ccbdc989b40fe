using System.Net;
using System.Text.Json.Nodes;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class TokenTests(Apps apps)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    public static TheoryData<string> Refused =>
    [
        "", "garbage", "a.b.c", "payload exchanged", "expired", "no expiry", "not yet",
        "alg none", "HMAC with the public key", "another key", "another key under the published id", "unknown key id",
        "another algorithm of the published key",
        "wrong issuer", "issuer with a slash", "no issuer", "no subject", "blank subject",
    ];

    [Theory, MemberData(nameof(Refused))]
    public async Task Every_call_is_unauthorized_with_a_token_that_is(string kind)
    {
        var app = await apps.On();
        var token = await MintAsync(app.Issuer, kind);
        foreach (var path in new[] { "/users/current", "/users/user_1", "/users?id=user_1" })
            Expect.Unauthorized(await app.Api.GetAsync(path, token));
        Expect.Unauthorized(await app.Api.PostAsync("/users/store", token));
    }

    [Fact]
    public async Task Every_call_is_unauthorized_without_a_token()
    {
        var app = await apps.On();
        foreach (var path in new[] { "/users/current", "/users/user_1", "/users?id=user_1" })
            Expect.Unauthorized(await app.Api.GetAsync(path));
        Expect.Unauthorized(await app.Api.PostAsync("/users/store"));
    }

    [Theory, InlineData("RS256"), InlineData("ES256")]
    public async Task A_token_signed_by_a_published_key_is_accepted(string alg)
    {
        var app = await apps.On();
        var user = Person.New();
        Expect.Ok(await app.Api.PostAsync("/users/store", await app.Issuer.TokenAsync(app.Issuer.Claims(user.Id), new Signing(alg))));
    }

    [Theory, InlineData("exp", -2), InlineData("nbf", 3)]
    public async Task Clocks_may_differ_by_five_seconds(string claim, int seconds)
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id, claims => claims[claim] = Clock.GetUtcNow().ToUnixTimeSeconds() + seconds);
        Expect.Ok(await caller.StoreAsync());
    }

    [Fact]
    public async Task A_key_published_later_is_fetched_and_a_key_nobody_published_is_not_fetched_for_ever()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        Expect.Ok(await (await app.SignedInAsync(Person.New().Id)).StoreAsync());
        var kid = await app.Issuer.PublishKeyAsync();
        var token = await app.Issuer.TokenAsync(app.Issuer.Claims(Person.New().Id), new Signing(Kid: kid));

        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var until = Clock.GetUtcNow().AddSeconds(15);
        var answer = await app.Api.PostAsync("/users/store", token);
        while (answer.Status != HttpStatusCode.OK && Clock.GetUtcNow() < until
            && await retry.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            answer = await app.Api.PostAsync("/users/store", token);
        }
        Expect.Ok(answer);

        var fetches = await app.Issuer.KeyFetchesAsync();
        var forged = await app.Issuer.TokenAsync(app.Issuer.Claims("user_1"), new Signing(Key: "unpublished"));
        for (var i = 0; i < 50; i++)
            Expect.Unauthorized(await app.Api.GetAsync("/users/current", forged));
        Assert.InRange(await app.Issuer.KeyFetchesAsync() - fetches, 0, 2);
    }

    [Fact]
    public async Task What_a_process_writes_holds_neither_its_secrets_nor_a_token()
    {
        var app = await apps.On();
        var good = await app.Issuer.TokenAsync("user_1");
        var bad = await MintAsync(app.Issuer, "expired");
        await app.Api.GetAsync("/users/current", good);
        await app.Api.GetAsync("/users/current", bad);
        await app.Api.DeliverAsync(WebhookSignature.NewSecret(), Person.New().Created());
        foreach (var secret in new[] { app.Secret, app.NextSecret["whsec_".Length..], good, bad })
            Assert.DoesNotContain(secret, app.Api.Output, StringComparison.Ordinal);
    }

    private static async Task<string> MintAsync(FakeIssuer issuer, string kind)
    {
        var claims = issuer.Claims("user_1");
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        switch (kind)
        {
            case "expired": claims["exp"] = now - 10; break;
            case "no expiry": claims.Remove("exp"); break;
            case "not yet": claims["nbf"] = now + 60; break;
            case "wrong issuer": claims["iss"] = "https://clerk.elsewhere.test"; break;
            case "issuer with a slash": claims["iss"] = issuer.Url + "/"; break;
            case "no issuer": claims.Remove("iss"); break;
            case "no subject": claims.Remove("sub"); break;
            case "blank subject": claims["sub"] = " "; break;
        }
        var published = await PublishedKidAsync(issuer);
        return kind switch
        {
            "alg none" => await issuer.TokenAsync(claims, new Signing(Key: "none")),
            "HMAC with the public key" => await issuer.TokenAsync(claims, new Signing("HS256", "publicPem", published)),
            "another key" => await issuer.TokenAsync(claims, new Signing(Key: "unpublished")),
            "another key under the published id" => await issuer.TokenAsync(claims, new Signing(Key: "unpublished", Kid: published)),
            "unknown key id" => await issuer.TokenAsync(claims, new Signing(Key: "unpublished", Kid: "nobody's")),
            "another algorithm of the published key" => await issuer.TokenAsync(claims, new Signing("RS512", Kid: published)),
            "payload exchanged" => await ExchangedAsync(issuer),
            "" or "garbage" or "a.b.c" => kind,
            _ => await issuer.TokenAsync(claims),
        };
    }

    private static async Task<string> ExchangedAsync(FakeIssuer issuer)
    {
        var (one, other) = ((await issuer.TokenAsync("user_1")).Split('.'), (await issuer.TokenAsync("user_2")).Split('.'));
        return $"{one[0]}.{other[1]}.{one[2]}";
    }

    private static async Task<string> PublishedKidAsync(FakeIssuer issuer)
    {
        var header = (await issuer.TokenAsync("user_1")).Split('.')[0];
        return (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(header))!["kid"]!;
    }
}
