using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OrleansUsers.Api;

/// <summary>
/// Verifies the signatures that webhooks carry, with one shared secret: those of Svix, which Clerk uses, and of any other sender after
/// Standard Webhooks.
/// </summary>
/// <remarks>
/// It has the methods of the class <c>Webhook</c> in the Svix package, so that the package can replace it. A signature is the base64 of
/// HMAC-SHA256 over <c>id.timestamp.body</c>; the header lists several, separated by spaces, each with its version (Standard Webhooks,
/// "Verifying signatures").
/// </remarks>
public sealed class SignatureVerifier
{
    /// <summary>What a secret begins with.</summary>
    internal const string Prefix = "whsec_";

    // The public key of a key pair. Svix can also sign with the private key of a pair, which is not supported here.
    private const string PublicKeyPrefix = "whpk_";
    private const int MinKeyBytes = 16;
    private const int ToleranceSeconds = 300;
    private const string Version = "v1,";

    // The version, and base64 with four characters for each three bytes.
    private const int SignatureLength = 3 + ((HMACSHA256.HashSizeInBytes + 2) / 3 * 4);

    private readonly byte[] _key;

    // Reused, because setting one up costs a third of the time that it needs for a body of a few kilobytes.
    private readonly ConcurrentBag<IncrementalHash> _idle = [];
    private readonly TimeProvider _clock;

    /// <param name="secret">The key in base64, with or without <c>whsec_</c> before it.</param>
    /// <exception cref="FormatException">The secret is not base64, or its key is shorter than 16 bytes: an empty key would let anyone
    /// sign.</exception>
    public SignatureVerifier(string secret, TimeProvider? clock = null)
    {
        if (secret.StartsWith(PublicKeyPrefix, StringComparison.Ordinal))
            throw new FormatException("It is a public key: only signatures by a shared secret, whsec_…, are verified.");
        _key = Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret);
        if (_key.Length < MinKeyBytes)
            throw new FormatException($"The key has fewer than {MinKeyBytes} bytes.");
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>
    /// Returns when the payload, byte by byte as received, was signed with this secret and its timestamp is at most five minutes from now.
    /// </summary>
    /// <exception cref="WebhookVerificationException">
    /// The signature or the timestamp is wrong, or a header is missing, blank or given twice.
    /// </exception>
    public void Verify(ReadOnlySpan<byte> payload, IHeaderDictionary headers)
    {
        // A request has one family of headers: all three are read from the same one.
        var family = headers.ContainsKey("svix-id") || headers.ContainsKey("svix-timestamp") || headers.ContainsKey("svix-signature")
            ? "svix"
            : "webhook";
        var id = Single(headers, $"{family}-id");
        var timestamp = Single(headers, $"{family}-timestamp");
        var signatures = Single(headers, $"{family}-signature");

        if (Math.Abs(_clock.GetUtcNow().ToUnixTimeSeconds() - Seconds(timestamp)) > ToleranceSeconds)
            throw new WebhookVerificationException(
                $"The timestamp is more than {ToleranceSeconds} s from this machine's time. Check both clocks.")
            { Reason = "timestamp" };

        // Compared as text: another spelling that decodes to the same bytes is refused.
        Span<char> expected = stackalloc char[SignatureLength];
        Sign(id, timestamp, payload, expected);
        foreach (var given in signatures.AsSpan().Split(' '))
        {
            if (CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(expected), MemoryMarshal.AsBytes(signatures.AsSpan(given))))
                return;
        }
        throw new WebhookVerificationException("No signature matches. Check the signing secret, and that the body is forwarded unchanged.");
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
            : throw new WebhookVerificationException($"The header {name} must be given exactly once.") { Reason = "header" };

    private static long Seconds(string timestamp) =>
        timestamp.Length <= 12 && !timestamp.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? long.Parse(timestamp, CultureInfo.InvariantCulture)
            : throw new WebhookVerificationException("The timestamp is not a number of seconds.") { Reason = "timestamp" };
}

/// <summary>A webhook has no valid signature. The message is for the log only: a sender must not learn which check failed.</summary>
public sealed class WebhookVerificationException(string message) : Exception(message)
{
    /// <summary>What is wrong, as a short word for metrics: <c>header</c>, <c>timestamp</c> or <c>signature</c>.</summary>
    internal string Reason { get; init; } = "signature";
}
