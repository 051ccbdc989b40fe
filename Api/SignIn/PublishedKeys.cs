using System.Runtime.CompilerServices;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>An issuer's key set (RFC 7517) as the token library takes it, and for which algorithm each key was published.</summary>
internal sealed class PublishedKeys
{
    // Beside the keys and not in a set: a token may be checked with keys of the set before.
    private static readonly ConditionalWeakTable<SecurityKey, string> Algorithms = [];

    /// <param name="issuer">What the library is to compare <c>iss</c> with: what a document calls itself must not widen whom we
    /// trust.</param>
    public PublishedKeys(JsonWebKeySet keySet, string issuer)
    {
        Configuration = new OpenIdConnectConfiguration { Issuer = issuer, JsonWebKeySet = keySet };
        foreach (var jwk in keySet.Keys)
        {
            foreach (var key in SigningKeysOf(jwk))
            {
                Configuration.SigningKeys.Add(key);
                if (!string.IsNullOrEmpty(jwk.Alg))
                    Algorithms.AddOrUpdate(key, jwk.Alg);
            }
        }
    }

    public OpenIdConnectConfiguration Configuration { get; }

    /// <summary>The <c>alg</c> of a key; null where it has none.</summary>
    public static string? AlgorithmOf(SecurityKey key) => Algorithms.TryGetValue(key, out var algorithm) ? algorithm : null;

    // One key at a time: a key that the library cannot read makes the others no worse.
    private static IEnumerable<SecurityKey> SigningKeysOf(JsonWebKey jwk)
    {
        if (EdDsaKey.Read(jwk) is { } edDsa)
            return [edDsa];
        var one = new JsonWebKeySet();
        one.Keys.Add(jwk);
        return one.GetSigningKeys().Where(key => key is AsymmetricSecurityKey or JsonWebKey { Kty: "RSA" or "EC" });
    }
}
