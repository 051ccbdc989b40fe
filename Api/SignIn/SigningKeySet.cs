using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>
/// The keys of an issuer at one time. It is the same object as long as the keys are the same, however often and in whatever order they are
/// published.
/// </summary>
internal sealed class SigningKeySet
{
    private readonly HashSet<(string? Id, string Thumbprint)> _keys;

    private SigningKeySet(IEnumerable<SecurityKey> keys) => _keys = [.. keys.Select(key => (key.KeyId, Thumbprint(key)))];

    /// <param name="last">The previous keys of the issuer.</param>
    public static SigningKeySet Of(IEnumerable<SecurityKey> keys, SigningKeySet? last = null)
    {
        var now = new SigningKeySet(keys);
        return last is not null && last._keys.SetEquals(now._keys) ? last : now;
    }

    private static string Thumbprint(SecurityKey key)
    {
        try
        {
            return Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        }
        catch (Exception)
        {
            // A key without a thumbprint cannot be compared, so it never equals another. The issuer's other keys can still be used.
            return $"{Guid.NewGuid()}";
        }
    }
}
