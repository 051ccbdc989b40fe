using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class AlgorithmTests(Apps apps)
{
    [Theory]
    [InlineData("RS256"), InlineData("RS384"), InlineData("RS512"), InlineData("PS256"), InlineData("PS384"), InlineData("PS512")]
    [InlineData("ES256"), InlineData("ES384"), InlineData("ES512"), InlineData("EdDSA"), InlineData("Ed25519"), InlineData("Ed448")]
    public async Task A_token_of_any_provider_may_be_signed_by(string alg)
    {
        var app = await apps.On();
        foreach (var provider in new[] { app.Clerk, app.Auth0, app.Corp })
        {
            var subject = Person.New().Id;
            var token = await provider.Issuer.TokenAsync(provider.Claims(subject), new Signing(alg));
            Assert.Equal(provider.ExternalId(subject), (string?)Expect.Ok(await app.Api.PostAsync("/users/store", token))["id"]);
        }
    }

    [Fact]
    public async Task An_Ed25519_token_whose_payload_was_exchanged_is_refused()
    {
        var app = await apps.On();
        var one = (await app.Issuer.TokenAsync(app.Issuer.Claims("user_1"), new Signing("EdDSA"))).Split('.');
        var other = (await app.Issuer.TokenAsync(app.Issuer.Claims("user_2"), new Signing("EdDSA"))).Split('.');
        await Attack.IsRefusedAsync(app, $"{one[0]}.{other[1]}.{one[2]}");
    }

    [Fact]
    public async Task An_Ed25519_signature_of_another_length_is_refused()
    {
        var app = await apps.On();
        var good = await app.Issuer.TokenAsync(app.Issuer.Claims("user_1"), new Signing("EdDSA"));
        await Attack.IsRefusedAsync(app, good[..^4]);
        await Attack.IsRefusedAsync(app, good + "AAAA");
    }

    [Theory, InlineData("RS384"), InlineData("RS512"), InlineData("PS256")]
    public async Task A_key_that_was_published_for_one_algorithm_checks_no_other(string alg)
    {
        var app = await apps.On();
        var signing = new Signing(alg, Kid: await app.Issuer.KeyIdAsync());
        await Attack.IsRefusedAsync(app, await app.Issuer.TokenAsync(app.Issuer.Claims("user_1"), signing));
    }
}
