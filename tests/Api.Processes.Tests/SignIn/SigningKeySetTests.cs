using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class KeyGenerationTests(Apps apps)
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Keys_are_the_same_in_whatever_order_they_come()
    {
        var (one, other) = (NewKey("one"), NewKey("other"));
        var keys = SigningKeySet.Of([one, other]);
        Assert.Same(keys, SigningKeySet.Of([Again(other), Again(one)], keys));
    }

    [Fact]
    public void Keys_of_which_one_is_missing_or_more_or_different_are_others()
    {
        var (one, other) = (NewKey("one"), NewKey("other"));
        var keys = SigningKeySet.Of([one, other]);
        SecurityKey[][] changes =
        [
            [one],
            [],
            [one, other, NewKey("third")],
            [one, NewKey("other")],
            [one, Again(other, "renamed")],
            [one, Again(one, "other")],
        ];
        foreach (var changed in changes)
            Assert.NotSame(keys, SigningKeySet.Of(changed, keys));
    }

    [Fact]
    public void A_key_that_cannot_be_compared_is_another_each_time()
    {
        var strange = new Strange();
        var keys = SigningKeySet.Of([NewKey("one"), strange]);
        Assert.NotSame(keys, SigningKeySet.Of([NewKey("one"), strange], keys));
    }

    [Fact]
    public async Task Keys_that_are_fetched_again_are_the_same_until_the_issuer_publishes_others()
    {
        var issuer = await apps.Foreign.StartIssuerAsync();
        var keys = SignInProcess.KeysOf(issuer, _clock);
        Assert.Null(keys.KeySet());
        await keys.GetConfigurationAsync(CancellationToken.None);
        var first = keys.KeySet();
        Assert.NotNull(first);
        Assert.Same(first, await RefetchedAsync(keys));
        Assert.Same(first, await RefetchedAsync(keys));
        Assert.Equal(3, await issuer.KeyFetchesAsync());

        await issuer.PublishKeyAsync();
        var second = await RefetchedAsync(keys);
        Assert.NotSame(first, second);
        Assert.Same(second, await RefetchedAsync(keys));

        await issuer.PublishKeyAsync(alone: true);
        Assert.NotSame(second, await RefetchedAsync(keys));
    }

    [Theory, InlineData("RS256"), InlineData("ES256"), InlineData("EdDSA")]
    public async Task Keys_of_every_kind_are_told_apart(string alg)
    {
        var issuers = await Task.WhenAll(apps.Foreign.StartIssuerAsync(), apps.Foreign.StartIssuerAsync());
        var keys = await Task.WhenAll(issuers.Select(issuer => KeyAsync(issuer, alg)));
        var ones = SigningKeySet.Of([keys[0]]);
        keys[1].KeyId = keys[0].KeyId;
        Assert.NotSame(ones, SigningKeySet.Of([keys[1]], ones));
        Assert.Same(ones, SigningKeySet.Of([await KeyAsync(issuers[0], alg)], ones));
    }

    private static async Task<SecurityKey> KeyAsync(FakeIssuer issuer, string alg)
    {
        var kid = await issuer.KeyIdAsync(alg);
        var published = await SignInProcess.KeysOf(issuer, TimeProvider.System).GetConfigurationAsync(CancellationToken.None);
        return published.SigningKeys.Single(key => key.KeyId == kid);
    }

    // An unknown key is looked for once in ten seconds.
    private async Task<SigningKeySet?> RefetchedAsync(IssuerKeyCache keys)
    {
        _clock.Advance(TimeSpan.FromSeconds(11));
        await keys.RefreshIfUnknown("nobody's", CancellationToken.None);
        return keys.KeySet();
    }

    private static RsaSecurityKey NewKey(string id)
    {
        using var rsa = RSA.Create(2048);
        return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)) { KeyId = id };
    }

    private static RsaSecurityKey Again(RsaSecurityKey key, string? id = null) => new(key.Parameters) { KeyId = id ?? key.KeyId };

    private sealed class Strange : SecurityKey
    {
        public override int KeySize => 0;
    }
}
