using Microsoft.IdentityModel.Tokens;

namespace OrleansUsers.Api;

/// <summary>
/// Which keys an issuer has: the same object for as long as they are the same ones, however often and in whatever order they are published.
/// </summary>
internal sealed class SigningKeySet
{
    private readonly HashSet<(string? Id, string Thumbprint)> _keys;

    private SigningKeySet(IEnumerable<SecurityKey> keys) => _keys = [.. keys.Select(key => (key.KeyId, Thumbprint(key)))];

    /// <param name="last">What the issuer had until now.</param>
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
            // A strange key makes the issuer's others no worse. As it cannot be compared, it is never the same.
            return $"{Guid.NewGuid()}";
        }
    }
}
