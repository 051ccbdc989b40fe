using System.Runtime.CompilerServices;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>An issuer's key set (RFC 7517) in the form of the token library, with the algorithm that each key was published for.</summary>
internal sealed class PublishedKeys
{
    // Stored by key and not by key set: a token may still be validated with a key of the previous set.
    private static readonly ConditionalWeakTable<SecurityKey, string> Algorithms = [];

    /// <param name="issuer">
    /// The value that the library compares <c>iss</c> with. The issuer that a discovery document names is not used, because it could extend
    /// which tokens are trusted.
    /// </param>
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

    // One key at a time, so that a key that the library cannot read does not affect the others.
    private static IEnumerable<SecurityKey> SigningKeysOf(JsonWebKey jwk)
    {
        if (EdDsaKey.Read(jwk) is { } edDsa)
            return [edDsa];
        var one = new JsonWebKeySet();
        one.Keys.Add(jwk);
        return one.GetSigningKeys().Where(key => key is AsymmetricSecurityKey or JsonWebKey { Kty: "RSA" or "EC" });
    }
}
