using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace OrleansUsers.Api;

/// <summary>The keys that authenticate an operator. They are compared in constant time.</summary>
internal sealed class AdminKeys(IEnumerable<(string Name, string Key)> keys)
{
    // Digests have equal length, so the comparison does not reveal the length of a key.
    private readonly (string Name, byte[] Digest)[] _keys = [.. keys.Select(key => (key.Name, Digest(key.Key)))];

    /// <summary>The name of the given key; null when it is none of the keys.</summary>
    public string? NameOf(string given)
    {
        var digest = Digest(given);
        string? name = null;
        foreach (var key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Digest, digest))
                name = key.Name;
        }
        return name;
    }

    /// <summary>The authentication ticket of the operator with the key of this name.</summary>
    public static AuthenticationTicket TicketOf(string name, string scheme) =>
        new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], scheme)), scheme);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
