using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Api;

/// <summary>
/// Verifies what a sender of webhooks signed with a shared secret: Svix, which Clerk uses, or any other after Standard Webhooks.
/// </summary>
/// <remarks>
/// It has the shape of the class of the same name in the Svix package, so that the package can take its place. A signature is the base64 of
/// HMAC-SHA256 over <c>id.timestamp.body</c>; the header lists several, separated by spaces, each with its version (Standard Webhooks,
/// "Verifying signatures").
/// </remarks>
public sealed class Webhook
{
    /// <summary>What a secret begins with.</summary>
    internal const string Prefix = "whsec_";

    // The other half of a pair of keys: Svix can sign with its secret half, which nothing here verifies.
    private const string PublicKeyPrefix = "whpk_";
    private const int MinKeyBytes = 16;
    private const int ToleranceSeconds = 300;
    private const string Version = "v1,";

    // Four characters for each three bytes.
    private const int SignatureLength = 3 + ((HMACSHA256.HashSizeInBytes + 2) / 3 * 4);

    private readonly byte[] _key;

    // To set one up costs a third of what it does on a body of a few kilobytes.
    private readonly ConcurrentBag<IncrementalHash> _idle = [];
    private readonly TimeProvider _clock;

    /// <param name="secret">The key in base64, with or without <c>whsec_</c> before it.</param>
    /// <exception cref="FormatException">The secret is not base64, or its key is shorter than 16 bytes: an empty key would let anyone
    /// sign.</exception>
    public Webhook(string secret, TimeProvider? clock = null)
    {
        if (secret.StartsWith(PublicKeyPrefix, StringComparison.Ordinal))
            throw new FormatException("It is a public key: only signatures by a shared secret, whsec_…, are verified.");
        _key = Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
        if (_key.Length < MinKeyBytes)
            throw new FormatException($"The key has fewer than {MinKeyBytes} bytes.");
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Returns when the payload, byte by byte as it came in, was signed with this secret less than five minutes ago.</summary>
    /// <exception cref="WebhookVerificationException">It was not, or a header is missing, blank or given twice.</exception>
    public void Verify(ReadOnlySpan<byte> payload, IHeaderDictionary headers)
    {
        // One family of headers a request: its three headers stand or fall together.
        var family = headers.ContainsKey("svix-id") || headers.ContainsKey("svix-timestamp") || headers.ContainsKey("svix-signature")
            ? "svix"
            : "webhook";
        var id = Single(headers, $"{family}-id");
        var timestamp = Single(headers, $"{family}-timestamp");
        var signatures = Single(headers, $"{family}-signature");

        if (Math.Abs(_clock.GetUtcNow().ToUnixTimeSeconds() - Seconds(timestamp)) > ToleranceSeconds)
            throw new WebhookVerificationException("The timestamp is too far from now.");

        // Compared as text: what decodes to the same bytes but is written otherwise is no signature.
        Span<char> expected = stackalloc char[SignatureLength];
        Sign(id, timestamp, payload, expected);
        foreach (var given in signatures.AsSpan().Split(' '))
        {
            if (CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(expected), MemoryMarshal.AsBytes(signatures.AsSpan(given))))
                return;
        }
        throw new WebhookVerificationException("No signature matches.");
    }

    /// <summary>The value of the signature header for a payload sent at a time.</summary>
    public string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> payload)
    {
        Span<char> signature = stackalloc char[SignatureLength];
        Sign(id, timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), payload, signature);
        return new string(signature);
    }

    private void Sign(string id, string timestamp, ReadOnlySpan<byte> payload, Span<char> signature)
    {
        if (!_idle.TryTake(out var hash))
            hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(payload);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.GetHashAndReset(mac);
        _idle.Add(hash);
        Version.CopyTo(signature);
        Convert.TryToBase64Chars(mac, signature[Version.Length..], out _);
    }

    private static string Single(IHeaderDictionary headers, string name) =>
        headers[name] is [{ } value] && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new WebhookVerificationException($"{name} is not given once.");

    private static long Seconds(string timestamp) =>
        timestamp.Length <= 12 && !timestamp.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? long.Parse(timestamp, CultureInfo.InvariantCulture)
            : throw new WebhookVerificationException("The timestamp is not a number of seconds.");
}

/// <summary>
/// A webhook was not signed by whom it should have been. Its message is for the log: a sender must not learn which check failed.
/// </summary>
public sealed class WebhookVerificationException(string message) : Exception(message);
