using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace OrleansUsers.Api;

/// <summary>The keys that open <c>/admin</c>: sent as <c>X-Api-Key</c>, compared in constant time.</summary>
internal sealed class AdminKeys(IEnumerable<(string Name, string Key)> keys)
{
    // Digests are of one length: comparing them tells nothing of the key's.
    private readonly (string Name, byte[] Digest)[] _keys = [.. keys.Select(key => (key.Name, Digest(key.Key)))];

    /// <summary>The name of the key that was given; null when it is none.</summary>
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

    /// <summary>A ticket of whoever has the key of this name.</summary>
    public static AuthenticationTicket TicketOf(string name, string scheme) =>
        new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], scheme)), scheme);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
