using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Harness;

/// <summary>
/// Signs webhooks where npm's package cannot: with malformed timestamps, with bytes that are not text, and thousands in a second.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The signature header of one payload. The timestamp is signed as this text.</summary>
    public static string Of(string secret, string id, string timestamp, ReadOnlySpan<byte> payload)
    {
        var key = Convert.FromBase64String(secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret["whsec_".Length..] : secret);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. payload];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    /// <summary>A new random secret.</summary>
    public static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
}
