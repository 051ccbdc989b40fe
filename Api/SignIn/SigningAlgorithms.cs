using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>
/// The asymmetric algorithms of RFC 7518 (section 3.1) and RFC 8037 (section 3.1), and which keys each of them may be used with.
/// </summary>
/// <remarks>HMAC is never accepted: anyone who knows the public key could sign with it.</remarks>
internal static class SigningAlgorithms
{
    public static readonly IReadOnlyList<string> Accepted =
    [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
        EdDsaKey.Algorithm, EdDsaKey.Ed25519, EdDsaKey.Ed448,
    ];

    /// <summary>
    /// Whether a key may verify a signature of this algorithm: the key has the algorithm's type and curve, and its issuer did not publish
    /// it for another algorithm.
    /// </summary>
    /// <param name="publishedFor">The key's <c>alg</c> (RFC 7517, section 4.4); null where it has none.</param>
    public static bool Fit(string algorithm, SecurityKey key, string? publishedFor)
    {
        if (key is EdDsaKey edDsa)
            return edDsa.Fits(algorithm) && (publishedFor is null || edDsa.Fits(publishedFor));
        return (publishedFor is null || publishedFor == algorithm) && algorithm switch
        {
            ['R' or 'P', 'S', ..] => IsRsa(key),
            "ES256" => CurveSize(key) == 256,
            "ES384" => CurveSize(key) == 384,
            "ES512" => CurveSize(key) == 521,
            _ => false,
        };
    }

    private static bool IsRsa(SecurityKey key) => key is RsaSecurityKey or X509SecurityKey { PublicKey: RSA } or JsonWebKey { Kty: "RSA" };

    private static int CurveSize(SecurityKey key) => key switch
    {
        ECDsaSecurityKey ec => ec.ECDsa.KeySize,
        X509SecurityKey { PublicKey: ECDsa ec } => ec.KeySize,
        JsonWebKey { Kty: "EC" } jwk => jwk.KeySize,
        _ => 0,
    };
}
