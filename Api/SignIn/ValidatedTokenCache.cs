using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace OrleansUsers.Api;

/// <summary>
/// Caches the callers of validated tokens, until a token expires or the keys of its issuer change. It keeps the digest of a token and not
/// the token.
/// </summary>
/// <param name="keysOf">Returns the keys that an issuer has now; null while none are known.</param>
internal sealed class ValidatedTokenCache(
    Func<string, SigningKeySet?> keysOf, TimeProvider clock, long maxBytes = ValidatedTokenCache.MaxBytes) : IDisposable
{
    // About 80,000 tokens of usual size.
    private const long MaxBytes = 150_000_000;
    private const int DigestLength = SHA256.HashSizeInBytes / sizeof(char);
    private const int UsualLength = 2_048;

    // When the cache is full, it adds no entry and removes those that were not used for longest.
    private readonly MemoryCache _tokens = new(new MemoryCacheOptions { SizeLimit = maxBytes });

    /// <summary>
    /// The keys that an issuer has now. Read them before a token is validated: if they change meanwhile, its entry does not count.
    /// </summary>
    public SigningKeySet? KeysOf(string? issuer) => issuer is null ? null : keysOf(issuer);

    /// <summary>The caller of a token; null when the token must be validated.</summary>
    public Caller? Find(ReadOnlySpan<char> token)
    {
        Span<char> digest = stackalloc char[DigestLength];
        // The cache expires entries by its own clock, so the time is compared here.
        return TryHash(token, digest) && _tokens.TryGetValue(digest, out Entry? entry) && entry is not null
            && clock.GetUtcNow() < entry.Caller.ExpiresAt && keysOf(entry.Caller.Issuer) == entry.Keys
            ? entry.Caller
            : null;
    }

    /// <param name="keys">The keys of the issuer before the token was validated.</param>
    public void Add(ReadOnlySpan<char> token, Caller caller, SigningKeySet keys)
    {
        Span<char> digest = stackalloc char[DigestLength];
        if (!TryHash(token, digest))
            return;
        var options = new MemoryCacheEntryOptions { AbsoluteExpiration = caller.ExpiresAt, Size = Bytes(token) };
        _tokens.Set(new string(digest), new Entry(caller, keys), options);
    }

    public void Dispose() => _tokens.Dispose();

    // False for text that is not ASCII, and so not a token.
    private static bool TryHash(ReadOnlySpan<char> token, Span<char> digest)
    {
        var bytes = token.Length <= UsualLength ? stackalloc byte[token.Length] : new byte[token.Length];
        if (Ascii.FromUtf16(token, bytes, out _) != OperationStatus.Done)
            return false;
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(digest));
        return true;
    }

    // Four characters of Base64 hold three characters, of two bytes each in memory. The rest of an entry has the same size for all.
    private static long Bytes(ReadOnlySpan<char> token) => 800 + (token.Length * 3 / 2);

    private sealed record Entry(Caller Caller, SigningKeySet Keys);
}
