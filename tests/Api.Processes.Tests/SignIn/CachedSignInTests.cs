using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class CachedSignInTests(Apps apps)
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_remembered_token_is_refused_once_it_has_expired()
    {
        var app = await apps.On();
        var expiry = DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds() + 2);
        var caller = await app.SignedInAsync(Person.New().Id, claims => claims["exp"] = expiry.ToUnixTimeSeconds());
        Expect.Ok(await caller.StoreAsync());
        Expect.Unauthorized(await Until.AnswerAsync(caller.CurrentAsync, answer => answer.Status != HttpStatusCode.OK));
        Assert.InRange(Clock.GetUtcNow(), expiry + Skew, expiry + Skew + TimeSpan.FromSeconds(2));
        Expect.Unauthorized(await caller.StoreAsync());
    }

    [Fact]
    public async Task A_remembered_token_is_refused_once_its_issuer_takes_the_key_back()
    {
        await using var app = await apps.StartAsync(DatabaseKind.Sqlite);
        var (caller, other) = (await app.SignedInAsync(Person.New().Id), await app.SignedInAsync(app.Corp, Person.New().Id));
        foreach (var one in new[] { caller, caller, other, other })
            Expect.Ok(await one.StoreAsync());

        // A token of the new key has the keys fetched.
        var kid = await app.Issuer.PublishKeyAsync(alone: true);
        var next = await app.Issuer.TokenAsync(app.Issuer.Claims(Person.New().Id), new Signing(Kid: kid));
        Expect.Ok(await app.Api.PostAsync("/users/store", next));
        Expect.Unauthorized(await caller.StoreAsync());
        Expect.Unauthorized(await caller.CurrentAsync());
        Expect.Ok(await other.CurrentAsync());
    }

    [Fact]
    public async Task A_remembered_token_opens_no_door_of_an_operator()
    {
        var app = await apps.On();
        var caller = await app.SignedInAsync(Person.New().Id);
        Expect.Ok(await caller.StoreAsync());
        Expect.Ok(await caller.CurrentAsync());
        foreach (var path in new[] { "/metrics", "/dashboard" })
            Expect.Unauthorized(await app.Api.GetAsync(path, caller.Token));
        Expect.Unauthorized(await app.Api.PostAsync(
            $"/admin/users/{Person.New().Id}/token-identifiers", caller.Token, new { tokenIdentifier = "a|b" }));
        Assert.Equal(HttpStatusCode.OK, (await app.Api.GetAsync("/metrics", Sandbox.AdminKey)).Status);
        Expect.Unauthorized(await app.Api.GetAsync("/users/current", Sandbox.AdminKey));
    }

    [Fact]
    public async Task A_remembered_token_that_does_not_say_when_it_was_issued_outweighs_no_other()
    {
        var app = await apps.On();
        var user = Person.New().Id;
        var undated = await app.SignedInAsync(user, claims => (claims["name"], _) = ("undated", claims.Remove("iat")));
        Expect.Ok(await undated.StoreAsync());
        Assert.Equal("undated", (string?)Expect.Ok(await undated.StoreAsync())["name"]);

        var dated = await app.SignedInAsync(user, claims => claims["name"] = "dated");
        Assert.Equal("dated", (string?)Expect.Ok(await dated.StoreAsync())["name"]);
        Assert.Equal("dated", (string?)Expect.Ok(await undated.StoreAsync())["name"]);
    }
}
