using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace OrleansUsers.Api;

/// <summary>
/// Whose the tokens are that were found good: until they expire, or their issuer has other keys. No token is kept itself, only its digest.
/// </summary>
/// <param name="keysOf">The keys that an issuer has now; null while none are known.</param>
internal sealed class ValidatedTokenCache(
    Func<string, SigningKeySet?> keysOf, TimeProvider clock, long maxBytes = ValidatedTokenCache.MaxBytes) : IDisposable
{
    // Of tokens of usual size, some 80,000.
    private const long MaxBytes = 150_000_000;
    private const int DigestLength = SHA256.HashSizeInBytes / sizeof(char);
    private const int UsualLength = 2_048;

    // When it is full, it takes no more and drops those not used for longest.
    private readonly MemoryCache _tokens = new(new MemoryCacheOptions { SizeLimit = maxBytes });

    /// <summary>
    /// The keys that an issuer has now. Ask before a token is checked: should they change meanwhile, what is remembered of it is void.
    /// </summary>
    public SigningKeySet? KeysOf(string? issuer) => issuer is null ? null : keysOf(issuer);

    /// <summary>Whose the token is; null when that has to be found out.</summary>
    public Caller? Find(ReadOnlySpan<char> token)
    {
        Span<char> digest = stackalloc char[DigestLength];
        // The cache goes by a clock of its own.
        return TryHash(token, digest) && _tokens.TryGetValue(digest, out Remembered? one) && one is not null
            && clock.GetUtcNow() < one.Caller.ExpiresAt && keysOf(one.Caller.Issuer) == one.Keys
            ? one.Caller
            : null;
    }

    /// <param name="keys">What its issuer had before the token was checked.</param>
    public void Keep(ReadOnlySpan<char> token, Caller caller, SigningKeySet keys)
    {
        Span<char> digest = stackalloc char[DigestLength];
        if (!TryHash(token, digest))
            return;
        var options = new MemoryCacheEntryOptions { AbsoluteExpiration = caller.ExpiresAt, Size = Bytes(token) };
        _tokens.Set(new string(digest), new Remembered(caller, keys), options);
    }

    public void Dispose() => _tokens.Dispose();

    // False for what is not ASCII, and so no token.
    private static bool TryHash(ReadOnlySpan<char> token, Span<char> digest)
    {
        var bytes = token.Length <= UsualLength ? stackalloc byte[token.Length] : new byte[token.Length];
        if (Ascii.FromUtf16(token, bytes, out _) != OperationStatus.Done)
            return false;
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(digest));
        return true;
    }

    // Base64 of four characters holds three, of two bytes each; the rest is the same for all.
    private static long Bytes(ReadOnlySpan<char> token) => 800 + (token.Length * 3 / 2);

    private sealed record Remembered(Caller Caller, SigningKeySet Keys);
}
