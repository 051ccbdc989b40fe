using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>How a token is signed; the defaults are Clerk's.</summary>
/// <param name="Alg">The algorithm in the header.</param>
/// <param name="Key">
/// <c>published</c> or <c>unpublished</c>: a key of the issuer. <c>none</c>: no signature. <c>zero</c>: a signature of zeros.
/// <c>publicPem</c> or <c>publicJwk</c>: an HMAC whose key is the text of the public key.
/// </param>
/// <param name="Kid">The key id in the header, when it is not that of the key.</param>
/// <param name="EmbedsKey">Whether the token contains its own public key, in the header <c>jwk</c>.</param>
/// <param name="KeysAt">The address of a key set, in the header <c>jku</c>.</param>
/// <param name="Header">Further parameters of the header; null removes a parameter.</param>
public sealed record Signing(
    string Alg = "RS256",
    string Key = "published",
    string? Kid = null,
    bool EmbedsKey = false,
    string? KeysAt = null,
    JsonObject? Header = null);

/// <summary>A fake identity provider: publishes keys as Clerk does, and issues valid and invalid tokens.</summary>
public sealed class FakeIssuer(ForeignClient client, string url)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Url => url;

    /// <summary>The address of its keys.</summary>
    public string KeysUrl => $"{url.TrimEnd('/')}/.well-known/jwks.json";

    /// <summary>The claims of a Clerk session token: without a name, valid for sixty seconds.</summary>
    public JsonObject Claims(string subject)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = url,
            ["sub"] = subject,
            ["sid"] = "sess_1",
            ["azp"] = "http://localhost:3000",
            ["iat"] = now,
            ["nbf"] = now - 5,
            ["exp"] = now + 60,
        };
    }

    /// <summary>A token with these claims.</summary>
    public Task<string> TokenAsync(JsonObject claims, Signing? signing = null) => TokenOfTextAsync(claims.ToJsonString(), signing);

    /// <summary>A token with this text as its claims, even if .NET would refuse to write such JSON.</summary>
    public async Task<string> TokenOfTextAsync(string claims, Signing? signing = null)
    {
        var (alg, key, kid, embedsKey, keysAt, extra) = signing ?? new Signing();
        return (string)(await client.CallAsync("token", new { issuer = url, alg, key, kid, embedsKey, keysAt, extra, claims }))!;
    }

    /// <summary>A valid token of this subject. <paramref name="set"/> changes its claims.</summary>
    public Task<string> TokenAsync(string subject, Action<JsonObject>? set = null)
    {
        var claims = Claims(subject);
        set?.Invoke(claims);
        return TokenAsync(claims);
    }

    /// <summary>The id of the published key of this algorithm.</summary>
    public async Task<string> KeyIdAsync(string alg = "RS256")
    {
        var header = (await TokenAsync(Claims("anyone"), new Signing(alg))).Split('.')[0];
        return (string)JsonNode.Parse(Base64Url.DecodeFromChars(header))!["kid"]!;
    }

    /// <summary>Publishes one more RS256 key, as at a rotation, and returns its key id.</summary>
    /// <param name="alone">Whether the earlier keys are withdrawn.</param>
    public async Task<string> PublishKeyAsync(bool alone = false) =>
        (string)(await client.CallAsync("publishKey", new { issuer = url, alone }))!;

    /// <summary>How often the keys were requested.</summary>
    public async Task<int> KeyFetchesAsync() => (int)(await client.CallAsync("keyFetches", new { issuer = url }))!;

    /// <summary>From now on accepts every request and answers none.</summary>
    public Task FallSilentAsync() => client.CallAsync("behave", new { issuer = url, how = "silent" });

    /// <summary>From now on refuses every connection.</summary>
    public Task RefuseAsync() => client.CallAsync("behave", new { issuer = url, how = "refusing" });

    /// <summary>Answers again, at the same address.</summary>
    public Task RecoverAsync() => client.CallAsync("behave", new { issuer = url, how = "well" });
}
