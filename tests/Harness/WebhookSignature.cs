using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Harness;

/// <summary>A signer of the tests' own, for what npm's cannot do: odd timestamps, bytes that are no text, thousands a second.</summary>
public static class WebhookSignature
{
    /// <summary>The signature header of one payload. The timestamp is signed as the text it is.</summary>
    public static string Of(string secret, string id, string timestamp, ReadOnlySpan<byte> payload)
    {
        var key = Convert.FromBase64String(secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret["whsec_".Length..] : secret);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. payload];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    /// <summary>A secret nobody else has.</summary>
    public static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
}
