using System.Buffers.Text;
using System.Text;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SignatureAttackTests(Apps apps)
{
    [Fact]
    public Task Alg_none_is_refused() => IsRefusedAsync(new Signing(Key: "none"));

    [Theory, InlineData("none"), InlineData("None"), InlineData("nOnE"), InlineData(""), InlineData("null")]
    public async Task Alg_none_is_refused_however_it_is_spelt_and_with_a_signature_too(string alg)
    {
        var app = await apps.On();
        var good = (await app.Issuer.TokenAsync("user_1")).Split('.');
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{alg}}","typ":"JWT"}"""));
        await Attack.IsRefusedAsync(app, $"{header}.{good[1]}.");
        await Attack.IsRefusedAsync(app, $"{header}.{good[1]}.{good[2]}");
    }

    [Theory, InlineData("HS256", "publicPem"), InlineData("HS256", "publicJwk"), InlineData("HS512", "publicPem")]
    public Task An_HMAC_keyed_with_the_public_key_is_refused(string alg, string key) => IsRefusedAsync(new Signing(alg, key));

    [Fact]
    public Task A_key_that_the_token_brings_in_its_jwk_header_is_not_used() =>
        IsRefusedAsync(new Signing(Key: "unpublished", EmbedsKey: true));

    [Fact]
    public async Task A_key_in_the_jwk_header_is_not_used_under_the_id_of_a_published_key_either() =>
        await IsRefusedAsync(new Signing(Key: "unpublished", EmbedsKey: true, Kid: await (await apps.On()).Issuer.KeyIdAsync()));

    [Fact]
    public async Task Keys_that_the_token_points_at_in_its_jku_header_are_not_even_fetched()
    {
        var app = await apps.On();
        var attacker = await apps.Foreign.StartIssuerAsync();
        var signing = new Signing(KeysAt: attacker.KeysUrl);
        await Attack.IsRefusedAsync(app, await attacker.TokenAsync(app.Issuer.Claims("user_1"), signing));
        var ours = signing with { Kid = await app.Issuer.KeyIdAsync() };
        await Attack.IsRefusedAsync(app, await attacker.TokenAsync(app.Issuer.Claims("user_1"), ours));
        Assert.Equal(0, await attacker.KeyFetchesAsync());
    }

    [Fact]
    public async Task Another_providers_key_signs_nothing_for_our_issuer()
    {
        var app = await apps.On();
        Expect.Ok(await (await app.SignedInAsync(app.Corp, "user_1")).StoreAsync());
        Expect.Ok(await (await app.SignedInAsync("user_1")).StoreAsync());
        // Under its own key id, which the program knows well, and under that of our key.
        await Attack.IsRefusedAsync(app, await app.Corp.Issuer.TokenAsync(app.Issuer.Claims("user_1")));
        var ours = new Signing(Kid: await app.Issuer.KeyIdAsync());
        await Attack.IsRefusedAsync(app, await app.Corp.Issuer.TokenAsync(app.Issuer.Claims("user_1"), ours));
        await Attack.IsRefusedAsync(app, await app.Issuer.TokenAsync(app.Corp.Claims("user_1")));
        var theirs = new Signing(Kid: await app.Auth0.Issuer.KeyIdAsync());
        await Attack.IsRefusedAsync(app, await app.Issuer.TokenAsync(app.Auth0.Claims("user_1"), theirs));
    }

    [Fact]
    public async Task A_stranger_with_the_id_of_our_key_is_refused()
    {
        var app = await apps.On();
        var signing = new Signing(Key: "unpublished", Kid: await app.Issuer.KeyIdAsync());
        await Attack.IsRefusedAsync(app, await app.Issuer.TokenAsync(app.Issuer.Claims("user_1"), signing));
    }

    [Fact]
    public Task A_stranger_with_an_empty_key_id_is_refused() => IsRefusedAsync(new Signing(Key: "unpublished", Kid: ""));

    [Theory, InlineData("RS256"), InlineData("ES256"), InlineData("EdDSA")]
    public Task A_signature_of_nothing_but_zeros_is_refused(string alg) => IsRefusedAsync(new Signing(alg, "zero"));

    [Fact]
    public async Task A_token_whose_signature_is_left_out_is_refused()
    {
        var app = await apps.On();
        var good = (await app.Issuer.TokenAsync("user_1")).Split('.');
        await Attack.IsRefusedAsync(app, $"{good[0]}.{good[1]}.");
        await Attack.IsRefusedAsync(app, $"{good[0]}.{good[1]}");
    }

    [Fact]
    public async Task A_token_that_has_the_form_of_an_encrypted_one_is_refused()
    {
        var app = await apps.On();
        var good = (await app.Issuer.TokenAsync("user_1")).Split('.');
        await Attack.IsRefusedAsync(app, $"{good[0]}.{good[1]}.{good[2]}.{good[1]}.{good[2]}");
        await Attack.IsRefusedAsync(app, $"{good[0]}.!.{good[2]}.{good[1]}.{good[2]}");
    }

    [Theory, InlineData("RS256", "ES256"), InlineData("ES256", "RS256"), InlineData("RS256", "EdDSA"), InlineData("EdDSA", "ES256")]
    public async Task A_key_id_of_another_algorithm_is_refused(string alg, string algOfKid)
    {
        var app = await apps.On();
        var good = (await app.Issuer.TokenAsync(app.Issuer.Claims("user_1"), new Signing(alg))).Split('.');
        var kid = await app.Issuer.KeyIdAsync(algOfKid);
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{alg}}","typ":"JWT","kid":"{{kid}}"}"""));
        await Attack.IsRefusedAsync(app, $"{header}.{good[1]}.{good[2]}");
    }

    private async Task IsRefusedAsync(Signing signing)
    {
        var app = await apps.On();
        foreach (var provider in new[] { app.Clerk, app.Auth0, app.Corp })
            await Attack.IsRefusedAsync(app, await provider.Issuer.TokenAsync(provider.Claims("user_1"), signing));
    }
}
