using System.Text.Json.Nodes;

namespace OrleansUsers.Harness;

/// <summary>How a token is signed; the defaults are Clerk's.</summary>
/// <param name="Alg">The algorithm in the header.</param>
/// <param name="Key"><c>published</c>, <c>unpublished</c>, <c>none</c>, or <c>publicPem</c>: HMAC keyed with the text of the public key.</param>
/// <param name="Kid">The key id in the header, when it is not the key's own.</param>
public sealed record Signing(string Alg = "RS256", string Key = "published", string? Kid = null);

/// <summary>A fake identity provider: publishes keys as Clerk does, and mints good tokens and bad ones.</summary>
public sealed class FakeIssuer(ForeignClient client, string url)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>The <c>iss</c> of its tokens.</summary>
    public string Url => url;

    /// <summary>Claims as in a Clerk session token: no name, sixty seconds.</summary>
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

    /// <summary>A token of these claims, signed as asked.</summary>
    public Task<string> TokenAsync(JsonObject claims, Signing? signing = null) => TokenOfTextAsync(claims.ToJsonString(), signing);

    /// <summary>A token whose claims are this JSON, also where .NET itself would refuse to write it.</summary>
    public async Task<string> TokenOfTextAsync(string claims, Signing? signing = null)
    {
        var (alg, key, kid) = signing ?? new Signing();
        return (string)(await client.CallAsync("token", new { issuer = url, alg, key, kid, claims }))!;
    }

    /// <summary>A good token of this subject; what is set on the claims comes on top.</summary>
    public Task<string> TokenAsync(string subject, Action<JsonObject>? set = null)
    {
        var claims = Claims(subject);
        set?.Invoke(claims);
        return TokenAsync(claims);
    }

    /// <summary>Publishes one more RS256 key, as at a rotation, and tells its key id.</summary>
    public async Task<string> PublishKeyAsync() => (string)(await client.CallAsync("publishKey", new { issuer = url }))!;

    /// <summary>How often the keys were fetched.</summary>
    public async Task<int> KeyFetchesAsync() => (int)(await client.CallAsync("keyFetches", new { issuer = url }))!;
}
