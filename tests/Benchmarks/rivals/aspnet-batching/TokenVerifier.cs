using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClerkPeer;

/// <summary>Verifies bearer tokens; one that held is known by its SHA-256 until it expires.</summary>
public sealed class TokenVerifier(string jwksFile, string issuer)
{
    private const string Scheme = "Bearer ";
    private readonly JsonWebTokenHandler _handler = new();
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 100_000 });
    private readonly TokenValidationParameters _rules = new()
    {
        ValidIssuer = issuer,
        ValidateAudience = false,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        IssuerSigningKeys = new JsonWebKeySet(File.ReadAllText(jwksFile)).GetSigningKeys(),
    };

    /// <summary>The subject of a valid token, or null.</summary>
    public ValueTask<string?> VerifyAsync(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return default;
        // The hash as characters: the cache finds those without an allocation.
        Span<char> hash = stackalloc char[SHA256.HashSizeInBytes / sizeof(char)];
        Hash(authorization.AsSpan(Scheme.Length), MemoryMarshal.AsBytes(hash));
        return _known.TryGetValue(hash, out string? subject)
            ? new(subject)
            : ValidateAsync(authorization[Scheme.Length..], hash.ToString());
    }

    private static void Hash(ReadOnlySpan<char> token, Span<byte> hash)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        SHA256.HashData(buffer.AsSpan(0, Encoding.UTF8.GetBytes(token, buffer)), hash);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private async ValueTask<string?> ValidateAsync(string token, string hash)
    {
        var result = await _handler.ValidateTokenAsync(token, _rules);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken { Subject: { Length: > 0 } subject } valid) return null;
        // The last seconds of grace after the expiry are verified in full each time.
        if (valid.ValidTo > DateTime.UtcNow)
        {
            _known.Set(hash, subject, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = valid.ValidTo });
        }
        return subject;
    }
}
