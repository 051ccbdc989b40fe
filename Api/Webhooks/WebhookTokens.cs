using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Api;

/// <summary>
/// The bearer tokens of one endpoint, for senders that do not sign, such as Auth0's Event Streams. Any one is accepted. They are compared
/// in constant time.
/// </summary>
internal sealed class WebhookTokens(IEnumerable<string> tokens)
{
    // Digests have equal length, so the comparison does not reveal the length of a token.
    private readonly byte[][] _digests = [.. tokens.Select(Digest)];

    /// <summary>Whether the value of an Authorization header is <c>Bearer</c> and one of the tokens.</summary>
    public bool Accepts(string authorization)
    {
        const string bearer = "Bearer ";
        if (!authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
            return false;
        var given = Digest(authorization[bearer.Length..].Trim());
        var isOne = false;
        foreach (var digest in _digests)
            isOne |= CryptographicOperations.FixedTimeEquals(digest, given);
        return isOne;
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
